package videolab.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Ends the JVM with exit code {@value #EXIT_CODE} when memory has run out: a part that has died of it would leave the rest
 * running without it. {@code -XX:+ExitOnOutOfMemoryError} does so for the errors that the JVM throws, and not for those that
 * libraries throw, such as of direct buffers.
 */
public final class OutOfMemory {

    /** As {@code -XX:+ExitOnOutOfMemoryError} ends a JVM. */
    public static final int EXIT_CODE = 3;

    private OutOfMemory() {}

    /** Sees what ends a thread. Other errors go to the handler of before, or to standard error. */
    static void watchThreads() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            endIfCauseOf(error);
            if (before != null) {
                before.uncaughtException(thread, error);
            } else if (!(error instanceof ThreadDeath)) {
                System.err.println("Exception in thread \"" + thread.getName() + "\"");
                error.printStackTrace();
            }
        });
    }

    /** Does not return when memory that ran out is the cause, or one of its causes. */
    public static void endIfCauseOf(Throwable error) {
        Throwable cause = error;
        // A subclass, as Spark's, is a task that was given too little: it fails, and nothing else does.
        while (cause != null && cause.getClass() != OutOfMemoryError.class) {
            cause = cause.getCause() == cause ? null : cause.getCause();
        }
        if (cause != null) {
            end(cause);
        }
    }

    private static void end(Throwable error) {
        try {
            say(Launcher.adapt("error: out of memory (" + error.getMessage() + "): the limit is "
                    + Runtime.getRuntime().maxMemory() / (1024 * 1024)
                    + " MB of heap; a higher one is -Xmx, for ./lab in LAB_JAVA_OPTS\n"));
            ProcessFolder.removeNow();
        } catch (Throwable e) { // of memory, most likely: the end matters more
            Runtime.getRuntime().halt(EXIT_CODE);
        }
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    private static void say(String sentence) throws IOException {
        OutputStream err = new FileOutputStream(FileDescriptor.err);
        err.write(sentence.getBytes(UTF_8));
        err.flush();
    }
}
