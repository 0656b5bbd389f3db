package videolab.processor.faces;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.contract.FrameResult;

/** Counts what this JVM does with its frames, and how old they are when it is done. Spark reports nothing within a batch. */
public final class FrameCounters {

    private static final Logger LOG = LoggerFactory.getLogger(FrameCounters.class);

    private static final long LONGEST_AGE_MS = TimeUnit.HOURS.toMillis(1);

    private static final int MOST_REASONS = 100;
    private static final int MOST_GAPS = 10_000;

    private final LongAdder analyzed = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder lostToRetention = new LongAdder();
    private final LongAdder clocksAhead = new LongAdder();
    private final LongAdder clocksBehind = new LongAdder();
    private final LongAdder unreadableHeaders = new LongAdder();
    private final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();
    private final Map<Integer, Long> nextOffsets = new ConcurrentHashMap<>();
    private final BlockingQueue<Gap> gaps = new ArrayBlockingQueue<>(MOST_GAPS);
    private final SlowDecodes slowDecodes;
    private final Recorder agesMs = new Recorder(LONGEST_AGE_MS, 2);

    /** Offsets that were not read: {@code from} up to, and without, {@code to}. */
    record Gap(int partition, long from, long to) {}

    /**
     * The sums since the start, and the ages since the last snapshot.
     *
     * @param lostToRetention frames that the broker deleted before they were read, while this JVM was reading
     * @param clocksAhead frames whose capture time was in the future and was replaced by the broker's time
     * @param clocksBehind frames that were captured over a minute before they were sent, by the source's clock; their age
     *     is measured from the broker's time
     * @param unreadableHeaders headers that are not of their type; their frames are analyzed without them
     * @param slowDecodes pictures that took longer than {@link SlowDecodes#LIMIT} to decode, by camera
     * @param rejectedFor the rejected frames by reason, digits written as {@code #}; at most 100 reasons
     * @param ageP50Ms from capture to analyzed, in milliseconds
     */
    public record Snapshot(
            long analyzed,
            long skipped,
            long rejected,
            long lostToRetention,
            long clocksAhead,
            long clocksBehind,
            long unreadableHeaders,
            Map<String, Long> slowDecodes,
            Map<String, Long> rejectedFor,
            long ageP50Ms,
            long ageP95Ms) {

        /** The log line of a report. */
        @Override
        public String toString() {
            String reasons = rejectedFor.entrySet().stream()
                    .map(reason -> reason.getValue() + " × " + reason.getKey())
                    .collect(Collectors.joining("; ", " (", ")"));
            return String.format(
                    Locale.ROOT,
                    "analyzed %d, skipped %d, rejected %d%s, lost to retention %d, clocks ahead %d, clocks behind %d,"
                            + " unreadable headers %d%s; age p50 %d ms, p95 %d ms",
                    analyzed,
                    skipped,
                    rejected,
                    rejectedFor.isEmpty() ? "" : reasons,
                    lostToRetention,
                    clocksAhead,
                    clocksBehind,
                    unreadableHeaders,
                    slowDecodes.isEmpty() ? "" : ", slow decodes " + slowDecodes,
                    ageP50Ms,
                    ageP95Ms);
        }
    }

    FrameCounters(SlowDecodes slowDecodes) {
        this.slowDecodes = slowDecodes;
    }

    void count(FrameRecord record, FrameOutcome outcome) {
        noteGap(record.partition(), record.offset());
        FrameIdentity identity = outcome.identity();
        unreadableHeaders.add(identity.unreadable());
        if (identity.clockAhead()) {
            clocksAhead.increment();
        }
        if (FrameResult.isClockBehind(identity.capturedAt(), identity.sentAt())) {
            clocksBehind.increment();
        }
        if (outcome instanceof FrameOutcome.Analyzed done) {
            analyzed.increment();
            FrameResult result = done.result();
            long ageMs =
                    Duration.between(result.latencyStart(), result.analyzedAt()).toMillis();
            agesMs.recordValue(Math.max(0, Math.min(ageMs, LONGEST_AGE_MS)));
        } else if (outcome instanceof FrameOutcome.Rejected reject) {
            rejected.increment();
            countReason(reject);
        } else {
            skipped.increment();
        }
    }

    private void countReason(FrameOutcome.Rejected reject) {
        String reason = reject.reason().replaceAll("\\d+", "#");
        LongAdder known = reasons.get(reason);
        if (known == null) {
            if (reasons.size() >= MOST_REASONS) {
                return;
            }
            known = reasons.computeIfAbsent(reason, first -> {
                LOG.warn(
                        "rejected frame {} of camera {}: {}; more for this reason are only counted",
                        reject.identity().frame(),
                        reject.identity().camera(),
                        reject.reason());
                return new LongAdder();
            });
        }
        known.increment();
    }

    /** A smaller offset than expected is a replay. A larger one is a loss, or a marker of a transaction, or was compacted away. */
    private void noteGap(int partition, long offset) {
        nextOffsets.compute(partition, (same, next) -> {
            if (next != null && offset > next) {
                gaps.offer(new Gap(partition, next, offset));
            }
            return next == null ? offset + 1 : Math.max(next, offset + 1);
        });
    }

    /** The gaps since the last call. */
    List<Gap> takeGaps() {
        List<Gap> taken = new ArrayList<>();
        gaps.drainTo(taken);
        return taken;
    }

    /**
     * Counts what of a gap the broker has deleted.
     *
     * @param logStart the first offset that the broker still has in the gap's partition
     */
    void countLost(Gap gap, long logStart) {
        lostToRetention.add(Math.max(0, Math.min(gap.to(), logStart) - gap.from()));
    }

    /** Frames so far, whatever became of them. */
    long consumed() {
        return analyzed.sum() + skipped.sum() + rejected.sum();
    }

    public Snapshot snapshot() {
        Histogram ages = agesMs.getIntervalHistogram();
        Map<String, Long> rejectedFor = new LinkedHashMap<>();
        reasons.forEach((reason, frames) -> rejectedFor.put(reason, frames.sum()));
        return new Snapshot(
                analyzed.sum(),
                skipped.sum(),
                rejected.sum(),
                lostToRetention.sum(),
                clocksAhead.sum(),
                clocksBehind.sum(),
                unreadableHeaders.sum(),
                slowDecodes.byCamera(),
                rejectedFor,
                ages.getValueAtPercentile(50),
                ages.getValueAtPercentile(95));
    }
}
