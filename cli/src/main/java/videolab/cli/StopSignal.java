package videolab.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lets Ctrl-C, or a termination, end a command in order: the command is asked to stop, returns, and its own exit code counts.
 * A command that does not return within the given time is ended, and so is any at a second Ctrl-C, with exit code
 * {@value #INTERRUPTED}. One that is still starting is ended at once, with exit code 0: nothing can be lost. Where signals
 * cannot be handled, a shutdown hook waits for the command, and the JVM reports the signal.
 *
 * <pre>{@code
 * try (StopSignal signal = StopSignal.install(Duration.ofSeconds(10))) {
 *     signal.onRequest(reader::stop);
 *     read(reader);
 * }
 * }</pre>
 */
public final class StopSignal implements AutoCloseable {

    /** How shutdown hooks are registered. */
    public interface Hooks {

        Hooks OF_THE_JVM = new Hooks() {

            private final Map<Runnable, Thread> threads = new ConcurrentHashMap<>();

            @Override
            public void add(Runnable hook) {
                Thread thread = new Thread(hook, "stop");
                threads.put(hook, thread);
                Runtime.getRuntime().addShutdownHook(thread);
            }

            @Override
            public void remove(Runnable hook) {
                Runtime.getRuntime().removeShutdownHook(threads.remove(hook));
            }
        };

        void add(Runnable hook);

        /** @throws IllegalStateException while the JVM shuts down */
        void remove(Runnable hook);
    }

    /** As shells report a process that Ctrl-C has ended. */
    static final int INTERRUPTED = 130;

    private final Hooks hooks;
    private final Duration patience;
    private Signals signals;
    private Consumer<String> announcement = System.err::println;
    private boolean begun;
    private static volatile StopSignal running;
    private final Runnable hook = this::requestAndWait;
    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private StopSignal(Hooks hooks, Duration patience, boolean begun) {
        this.begun = begun;
        this.hooks = hooks;
        this.patience = patience;
    }

    /** @param patience how long the JVM waits for the command at most */
    public static StopSignal install(Duration patience) {
        return install(patience, Hooks.OF_THE_JVM);
    }

    static StopSignal install(Duration patience, Hooks hooks) {
        return install(patience, hooks, true);
    }

    /** For a program whose libraries start slowly, until {@link #begin()}, and stop in an order of their own. */
    public static StopSignal installStarting(Duration patience, Hooks hooks) {
        return install(patience, hooks, false);
    }

    private static StopSignal install(Duration patience, Hooks hooks, boolean begun) {
        StopSignal signal = new StopSignal(hooks, patience, begun);
        hooks.add(signal.hook); // for a JVM that ends otherwise, or gives no access to signals
        signal.signals = Signals.handle(signal::onSignal);
        running = signal;
        return signal;
    }

    /** Completes when the JVM is asked to end. */
    public CompletableFuture<Void> requested() {
        return requested;
    }

    /** Runs {@code stop}, which makes the command return soon, when the JVM is asked to end. */
    public void onRequest(Runnable stop) {
        requested.thenRun(stop);
    }

    /** Everything has been started: from now on a signal asks the command to stop. */
    public synchronized void begin() {
        begun = true;
    }

    /** How a person is told that the command stops; else on standard error. */
    public void announceBy(Consumer<String> line) {
        announcement = line;
    }

    /** For what makes a command's work useless. */
    static void requestOfRunningCommand() {
        Optional.ofNullable(running).ifPresent(signal -> {
            if (!signal.requested.isDone()) {
                signal.onSignal();
            }
        });
    }

    private synchronized void onSignal() {
        if (requested.isDone()) {
            endNow(INTERRUPTED);
        }
        if (!begun) {
            System.err.println("stopped");
            endNow(LabCommandLine.DONE);
        }
        announcement.accept("stopping...");
        Thread watchdog = new Thread(this::endWhenLate, "stop");
        watchdog.setDaemon(true);
        watchdog.start();
        requested.complete(null);
    }

    private void endWhenLate() {
        try {
            if (!closed.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                endNow(INTERRUPTED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without the hooks of the JVM: Spark's wait for what hangs. What they would have done is in one folder. */
    private static void endNow(int exitCode) {
        try { // what still runs would complain of its files
            new FileOutputStream(FileDescriptor.err).close();
        } catch (IOException e) {
            // Then it does.
        }
        ProcessFolder.removeNow();
        Runtime.getRuntime().halt(exitCode);
    }

    private void requestAndWait() {
        requested.complete(null);
        try {
            closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** To be called when everything is stopped and printed. */
    @Override
    public void close() {
        running = null;
        closed.countDown();
        signals.close();
        try {
            hooks.remove(hook);
        } catch (IllegalStateException e) {
            // The JVM shuts down: that is why the hook ran.
        }
    }
}
