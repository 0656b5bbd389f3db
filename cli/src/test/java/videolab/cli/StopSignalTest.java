package videolab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StopSignalTest {

    /** A JVM that ends when the test says so. */
    static final class Jvm implements StopSignal.Hooks {

        private final List<Runnable> hooks = new ArrayList<>();
        private volatile boolean ending;

        @Override
        public void add(Runnable hook) {
            hooks.add(hook);
        }

        @Override
        public void remove(Runnable hook) {
            if (ending) {
                throw new IllegalStateException("shutdown in progress");
            }
            hooks.remove(hook);
        }

        void end() {
            ending = true;
            hooks.forEach(Runnable::run);
        }
    }

    @Test
    void theJvmWaitsUntilTheWorkIsDone() throws InterruptedException {
        Jvm jvm = new Jvm();
        CountDownLatch stopped = new CountDownLatch(1);
        List<String> order = new ArrayList<>();
        StopSignal signal = StopSignal.install(Duration.ofHours(1), jvm);
        signal.onRequest(stopped::countDown);
        Thread work = new Thread(() -> {
            try (signal) {
                stopped.await();
                synchronized (order) {
                    order.add("summary");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        work.start();

        jvm.end();
        synchronized (order) {
            order.add("end of the JVM");
        }
        work.join();

        assertThat(signal.requested()).isCompleted();
        assertThat(order).containsExactly("summary", "end of the JVM");
    }

    @Test
    void theJvmDoesNotWaitForWorkThatHangs() {
        Jvm jvm = new Jvm();
        StopSignal signal = StopSignal.install(Duration.ofMillis(10), jvm);

        jvm.end();

        assertThat(signal.requested()).isCompleted();
    }

    @Test
    void nothingIsLeftWhenTheWorkEndsByItself() {
        Jvm jvm = new Jvm();
        List<String> calls = new ArrayList<>();
        try (StopSignal signal = StopSignal.install(Duration.ofHours(1), jvm)) {
            signal.onRequest(() -> calls.add("stop"));
        }

        jvm.end();

        assertThat(calls).isEmpty();
    }
}
