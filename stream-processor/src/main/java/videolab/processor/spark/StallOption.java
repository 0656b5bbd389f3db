package videolab.processor.spark;

import java.time.Duration;
import picocli.CommandLine.Option;
import videolab.cli.Tuning;
import videolab.cli.UsageException;

/** The option {@code --stall} of a service. */
public final class StallOption {

    public static final Duration DEFAULT = Duration.ofMinutes(2);

    @Tuning
    @Option(
            names = "--stall",
            paramLabel = "TIME",
            description =
                    "Restart a query that consumes nothing for this long while its topic grows; at a second time in a"
                            + " row end with exit code 1 (default: 2m, or twice the trigger's interval if that is longer).")
    private Duration stall;

    /**
     * How long a query may consume nothing.
     *
     * @throws UsageException when the count of consumed records comes less often
     */
    public Duration stall(QueryTrigger trigger, String master) {
        Duration interval = countInterval(trigger, master);
        if (stall == null) {
            Duration two = interval.multipliedBy(2);
            return two.compareTo(DEFAULT) > 0 ? two : DEFAULT;
        }
        if (stall.compareTo(interval) < 0) {
            throw new UsageException(
                    "--stall",
                    stall.toMillis() + "ms",
                    "consumed records are counted every " + interval.toMillis() + " ms here: that or more is expected");
        }
        return stall;
    }

    /** In this JVM a real-time query counts as it goes; a cluster's tasks report when they end. */
    private static Duration countInterval(QueryTrigger trigger, String master) {
        Duration interval = Duration.ZERO;
        if (trigger instanceof QueryTrigger.Processing processing) {
            interval = processing.interval();
        } else if (trigger instanceof QueryTrigger.RealTime realTime && !LabSpark.isLocal(master)) {
            interval = realTime.interval();
        }
        return interval.compareTo(StallWatch.INTERVAL) > 0 ? interval : StallWatch.INTERVAL;
    }
}
