package videolab.results.dashboard;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that reads until it is closed, and begins again where the reading failed; it keeps why. */
final class Feed implements AutoCloseable {

    /** What is read; returns when {@link Feed#goesOn()} no longer holds, or throws where reading failed. */
    @FunctionalInterface
    interface Reading {
        void read(Feed feed) throws Exception;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final Reading reading;
    private final Thread thread;
    private volatile boolean closed;
    private volatile String trouble;

    private Feed(String name, Reading reading) {
        this.reading = reading;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    static Feed start(String name, Reading reading) {
        Feed feed = new Feed(name, reading);
        feed.thread.start();
        return feed;
    }

    boolean goesOn() {
        return !closed;
    }

    /** Tells that the reading works again. */
    void isWell() {
        trouble = null;
    }

    /** Why the last try failed, in one sentence; empty while reading works. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    private void run() {
        while (!closed) {
            try {
                reading.read(this);
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                if (closed) {
                    return;
                }
                Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
                String sentence = cause.getMessage() == null ? cause.toString() : cause.getMessage();
                if (!sentence.equals(trouble)) {
                    LOG.warn("{}", sentence);
                    LOG.debug("failed", e);
                }
                trouble = sentence;
                try {
                    Thread.sleep(BETWEEN_TRIES.toMillis());
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    /** Ends the reading soon. */
    void stop() {
        closed = true;
        thread.interrupt();
    }

    /** Ends the reading, and waits for that; not for a connection to a broker that is away. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(CLOSING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
