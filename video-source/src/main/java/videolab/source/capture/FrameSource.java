package videolab.source.capture;

import java.util.Optional;

/**
 * The frames of one camera, in the order they were taken. Used by one thread at a time; interrupting that thread ends a
 * wait within a second, in native code too.
 */
public interface FrameSource extends AutoCloseable {

    /** The camera's id: any text up to 64 characters. */
    String camera();

    /**
     * Waits for the next frame's moment and takes it.
     *
     * @return empty when there will be none any more
     * @throws InterruptedException when the thread was interrupted: stop
     * @throws videolab.cli.FailedException when nothing can be read any more; a camera that is away is waited for
     *     instead
     */
    Optional<CapturedFrame> next() throws InterruptedException;

    /** Frees files, devices and native memory. */
    @Override
    void close();
}
