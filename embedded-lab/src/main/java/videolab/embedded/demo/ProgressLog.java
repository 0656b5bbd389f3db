package videolab.embedded.demo;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;

/** Prints the steps of a start, each with the seconds since the JVM started. */
record ProgressLog(PrintWriter err) implements Consumer<String> {

    private static final Instant JVM_START =
            Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());

    @Override
    public void accept(String sentence) {
        err.printf(Locale.ROOT, "[%5.1f s] %s%n", sinceJvmStart(Instant.now()), sentence);
        err.flush();
    }

    /** Seconds, to the hundredth. */
    static double sinceJvmStart(Instant instant) {
        return Math.round(Duration.between(JVM_START, instant).toMillis() / 10.0) / 100.0;
    }
}
