package videolab.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import videolab.source.capture.CapturedFrame;
import videolab.source.capture.FrameSource;

class OwnFramesTest {

    @Test
    @Timeout(60)
    void aSourceIsClosedByWhoeverReadsItLast() throws InterruptedException {
        CountDownLatch inNativeCode = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        AtomicInteger closed = new AtomicInteger();
        FrameSource own = new OwnFrames().of(new FrameSource() {
            @Override
            public String camera() {
                return "camera-0";
            }

            @Override
            public Optional<CapturedFrame> next() throws InterruptedException {
                inNativeCode.countDown();
                mayReturn.await();
                return Optional.empty();
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        });
        Thread reader = new Thread(() -> {
            try {
                own.next();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        reader.start();
        inNativeCode.await();

        own.close();
        assertThat(closed).hasValue(0);
        mayReturn.countDown();
        reader.join();
        assertThat(closed).hasValue(1);
        assertThat(own.next()).isEmpty();
        own.close();
        assertThat(closed).hasValue(1);
    }
}
