package videolab.processor.faces;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import videolab.contract.FrameResult;

/** What this JVM did with its frames, and how old they were when it was done. Spark tells nothing within a batch. */
public final class FrameCounters {

    private static final long LONGEST_AGE_MS = TimeUnit.HOURS.toMillis(1);

    private final LongAdder analyzed = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder lostToRetention = new LongAdder();
    private final LongAdder clocksAhead = new LongAdder();
    private final Map<Integer, Long> nextOffsets = new ConcurrentHashMap<>();
    private final Recorder agesMs = new Recorder(LONGEST_AGE_MS, 2);

    /**
     * The sums since the start, and the ages since the last snapshot.
     *
     * @param lostToRetention frames that the broker deleted before they were read, while this JVM was reading
     * @param clocksAhead analyzed frames whose capture time was in the future and was replaced
     * @param ageP50Ms from capture to analyzed, in milliseconds
     */
    public record Snapshot(
            long analyzed,
            long skipped,
            long rejected,
            long lostToRetention,
            long clocksAhead,
            long ageP50Ms,
            long ageP95Ms) {}

    void count(FrameRecord record, FrameOutcome outcome) {
        countGap(record.partition(), record.offset());
        if (outcome instanceof FrameOutcome.Analyzed done) {
            analyzed.increment();
            if (done.clockAhead()) {
                clocksAhead.increment();
            }
            FrameResult result = done.result();
            long ageMs =
                    Duration.between(result.capturedAt(), result.analyzedAt()).toMillis();
            agesMs.recordValue(Math.max(0, Math.min(ageMs, LONGEST_AGE_MS)));
        } else if (outcome instanceof FrameOutcome.Skipped) {
            skipped.increment();
        } else {
            rejected.increment();
        }
    }

    /** Offsets of the frame topic follow each other; a smaller one than expected is a replay. */
    private void countGap(int partition, long offset) {
        nextOffsets.compute(partition, (p, next) -> {
            if (next != null && offset > next) {
                lostToRetention.add(offset - next);
            }
            return next == null ? offset + 1 : Math.max(next, offset + 1);
        });
    }

    public Snapshot snapshot() {
        Histogram ages = agesMs.getIntervalHistogram();
        return new Snapshot(
                analyzed.sum(),
                skipped.sum(),
                rejected.sum(),
                lostToRetention.sum(),
                clocksAhead.sum(),
                ages.getValueAtPercentile(50),
                ages.getValueAtPercentile(95));
    }
}
