package videolab.processor.spark;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.streaming.Trigger;
import videolab.cli.UsageException;

/** When a query works: the {@code --trigger} option. The results are the same, the latency is not. */
public sealed interface QueryTrigger {

    Duration SHORTEST_REAL_TIME = Duration.ofSeconds(5);

    Trigger toSpark();

    /**
     * Record by record.
     *
     * @param interval how often offsets are committed: it bounds what a crash replays, and a commit is the only pause
     */
    record RealTime(Duration interval) implements QueryTrigger {

        /** A commit pauses reading for some 0.3 s: less than 0.5 % of this (docs/rationale.md). */
        public static final RealTime DEFAULT = new RealTime(Duration.ofSeconds(90));

        public RealTime {
            if (interval.compareTo(SHORTEST_REAL_TIME) < 0) {
                throw new UsageException(
                        "--trigger", "realtime:" + interval.toSeconds(), "Spark accepts 5 seconds or more there");
            }
        }

        @Override
        public Trigger toSpark() {
            return Trigger.RealTime(interval.toMillis());
        }
    }

    /** Batch by batch, each as soon as the interval since the last one's start is over. */
    record Processing(Duration interval) implements QueryTrigger {
        @Override
        public Trigger toSpark() {
            return Trigger.ProcessingTime(interval.toMillis());
        }
    }

    /** What is there now, then the query ends. */
    record AvailableNow() implements QueryTrigger {
        @Override
        public Trigger toSpark() {
            return Trigger.AvailableNow();
        }
    }

    /** @throws UsageException with what is accepted */
    static QueryTrigger parse(String text) {
        Matcher form = Pattern.compile("(realtime|processing|available-now)(?::(\\d{1,7}))?")
                .matcher(text.toLowerCase(Locale.ROOT));
        if (form.matches()) {
            String number = form.group(2);
            switch (form.group(1)) {
                case "realtime":
                    return number == null ? RealTime.DEFAULT : new RealTime(Duration.ofSeconds(Long.parseLong(number)));
                case "processing":
                    if (number != null) {
                        return new Processing(Duration.ofMillis(Long.parseLong(number)));
                    }
                    break;
                default:
                    if (number == null) {
                        return new AvailableNow();
                    }
            }
        }
        throw new UsageException(
                "--trigger",
                text,
                "realtime, realtime:<seconds>, processing:<milliseconds> or available-now is expected");
    }
}
