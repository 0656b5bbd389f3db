package videolab.source.publish;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import videolab.source.capture.CapturedFrame;

/** The few frames between a camera's capturing and sending threads. */
final class FrameQueue {

    private final int capacity;
    private final WhenSlow whenFull;
    private final Queue<CapturedFrame> frames = new ArrayDeque<>();
    private boolean closed;
    private boolean abandoned;

    FrameQueue(int capacity, WhenSlow whenFull) {
        this.capacity = capacity;
        this.whenFull = whenFull;
    }

    /**
     * Adds the newest frame.
     *
     * @return how many frames were dropped for it; the frame itself when the queue is closed
     */
    synchronized int put(CapturedFrame frame) throws InterruptedException {
        int dropped = 0;
        while (frames.size() >= capacity && !abandoned) {
            if (whenFull == WhenSlow.WAIT) {
                wait();
            } else {
                frames.remove();
                dropped++;
            }
        }
        if (abandoned) {
            return dropped + 1;
        }
        frames.add(frame);
        notifyAll();
        return dropped;
    }

    /** Waits for the oldest frame; empty when there will be none any more. */
    synchronized Optional<CapturedFrame> take() throws InterruptedException {
        while (frames.isEmpty() && !closed) {
            wait();
        }
        notifyAll();
        return Optional.ofNullable(frames.poll());
    }

    /** No frame will be added; those inside can still be taken. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /**
     * Closes the queue for the taking side.
     *
     * @return how many frames were left
     */
    synchronized int abandon() {
        abandoned = true;
        int left = frames.size();
        frames.clear();
        notifyAll();
        return left;
    }
}
