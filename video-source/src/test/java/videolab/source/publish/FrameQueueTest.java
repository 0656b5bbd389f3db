package videolab.source.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import videolab.source.capture.CapturedFrame;

@Timeout(10)
class FrameQueueTest {

    @Test
    void whenFullTheOldestGoes() throws InterruptedException {
        FrameQueue queue = new FrameQueue(2, WhenSlow.DROP_OLDEST);

        assertThat(queue.put(frame("a"))).isZero();
        assertThat(queue.put(frame("b"))).isZero();
        assertThat(queue.put(frame("c"))).isEqualTo(1);

        assertThat(takenId(queue)).isEqualTo("b");
        assertThat(takenId(queue)).isEqualTo("c");
    }

    @Test
    void whenNothingMayBeDroppedTheSourceWaitsForRoom() throws Exception {
        FrameQueue queue = new FrameQueue(1, WhenSlow.WAIT);
        queue.put(frame("a"));
        CompletableFuture<Integer> second = new CompletableFuture<>();
        Thread source = new Thread(() -> {
            try {
                second.complete(queue.put(frame("b")));
            } catch (InterruptedException e) {
                second.completeExceptionally(e);
            }
        });
        source.start();
        while (source.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        assertThat(second).isNotDone();
        assertThat(takenId(queue)).isEqualTo("a");
        assertThat(second.get(5, TimeUnit.SECONDS)).isZero();
        assertThat(takenId(queue)).isEqualTo("b");
    }

    @Test
    void whatIsInsideAClosedQueueCanStillBeTaken() throws InterruptedException {
        FrameQueue queue = new FrameQueue(2, WhenSlow.DROP_OLDEST);
        queue.put(frame("a"));

        queue.close();

        assertThat(takenId(queue)).isEqualTo("a");
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void whatNobodyWillTakeIsCounted() throws InterruptedException {
        FrameQueue queue = new FrameQueue(2, WhenSlow.DROP_OLDEST);
        queue.put(frame("a"));
        queue.put(frame("b"));

        assertThat(queue.abandon()).isEqualTo(2);
        assertThat(queue.put(frame("c"))).as("dropped itself").isEqualTo(1);
    }

    private static String takenId(FrameQueue queue) throws InterruptedException {
        return queue.take().orElseThrow().id();
    }

    private static CapturedFrame frame(String id) {
        return new CapturedFrame(id, Instant.EPOCH, new byte[0], "image/jpeg", null);
    }
}
