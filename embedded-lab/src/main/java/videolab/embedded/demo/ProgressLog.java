package videolab.embedded.demo;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;

/** The steps of a start as lines, each with the seconds since the JVM started. */
record ProgressLog(Consumer<String> lines) implements Consumer<String> {

    private static final Instant JVM_START =
            Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());

    @Override
    public void accept(String sentence) {
        lines.accept(String.format(Locale.ROOT, "[%5.1f s] %s", sinceJvmStart(Instant.now()), sentence));
    }

    /** Seconds, to the hundredth. */
    static double sinceJvmStart(Instant instant) {
        return Math.round(Duration.between(JVM_START, instant).toMillis() / 10.0) / 100.0;
    }
}
