package videolab.results.reading;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import videolab.contract.FrameResult;

/**
 * Separates new results from repeats and counts them: the processor writes at least once, so a restart writes again what
 * it wrote since its last checkpoint. What it remembers is bounded in time and in number. Free of Kafka; safe for one thread that accepts and others that read.
 */
public final class ResultLedger {

    /** As long as frames are kept: an older frame cannot be read again, however long the processor was away. */
    public static final Duration AS_LONG_AS_FRAMES = Duration.ofMinutes(10);

    /** Anybody may write to the topic: ids of further cameras push out those of cameras without a result for the longest time. */
    public static final int CAMERAS = 1_000;

    /** Frames that are remembered of all cameras together: eleven cameras at 30 frames/s for ten minutes, some 40 MB. */
    public static final int FRAMES = 200_000;

    /** How a result relates to those accepted before. */
    public enum Verdict {
        /** The first of its frame. */
        NEW,
        /** An analysis of a frame that was skipped before: it replaces what was shown. */
        BETTER,
        /** Nothing new: to be dropped. */
        REPEAT
    }

    private final Duration memory;
    /** The one whose last result is the oldest first. */
    private final LinkedHashMap<String, Camera> cameras = new LinkedHashMap<>(16, 0.75f, true);

    private FrameCounts total = FrameCounts.NONE;
    private int remembered;
    private final Latencies latencies = new Latencies();

    /** @param memory how long an id is remembered after its last record, by {@link FrameResult#analyzedAt()} */
    public ResultLedger(Duration memory) {
        this.memory = memory;
    }

    /** @param readAt when the result was read, by this machine's clock */
    public synchronized Verdict accept(FrameResult result, Instant readAt) {
        Camera camera = cameras.computeIfAbsent(result.camera(), id -> new Camera());
        FrameCounts countsBefore = camera.counts;
        remembered -= camera.seen.size();
        Verdict verdict = camera.accept(result, memory);
        remembered += camera.seen.size();
        total = total.plus(camera.counts).minus(countsBefore);
        forgetMost(camera);
        if (verdict != Verdict.REPEAT && result.skipped() == null) {
            latencies.record(Duration.between(result.latencyStart(), readAt));
        }
        return verdict;
    }

    /**
     * Keeps to the bounds. A flood of cameras pushes out its own, and a flood of one camera's frames that camera's own: the others
     * do not lose an id.
     */
    private void forgetMost(Camera latest) {
        if (cameras.size() > CAMERAS) {
            Iterator<Camera> oldest = cameras.values().iterator();
            remembered -= oldest.next().seen.size();
            oldest.remove();
        }
        while (remembered > FRAMES) {
            int share = FRAMES / cameras.size();
            Camera large = latest.seen.size() > share
                    ? latest
                    : cameras.values().stream()
                            .filter(camera -> camera.seen.size() > share)
                            .findFirst()
                            .orElseThrow();
            Iterator<String> oldest = large.seen.keySet().iterator();
            oldest.next();
            oldest.remove();
            remembered--;
        }
    }

    /** How many frames are remembered. */
    synchronized int remembered() {
        return remembered;
    }

    /** Every camera that is remembered, by its id. */
    public synchronized Map<String, FrameCounts> byCamera() {
        Map<String, FrameCounts> counts = new TreeMap<>();
        cameras.forEach((id, camera) -> counts.put(id, camera.counts));
        return counts;
    }

    /** The sum of all cameras that ever had a result. */
    public synchronized FrameCounts total() {
        return total;
    }

    /** Capture to read of the analyzed frames, each once; empty before the first. Skipped frames are left out: their age is --max-age. */
    public synchronized Optional<LatencyMs> latency() {
        return latencies.summary();
    }

    /** The ids of one camera in the order of their last records, and its counts. */
    private static final class Camera {

        private record Seen(Instant analyzedAt, boolean skipped) {}

        private final LinkedHashMap<String, Seen> seen = new LinkedHashMap<>();
        private FrameCounts counts = FrameCounts.NONE;

        private Verdict accept(FrameResult result, Duration memory) {
            forgetFar(result.analyzedAt(), memory);
            boolean skipped = result.skipped() != null;
            // Out and in again, so that the order stays that of the last records.
            Seen before = seen.remove(result.frame());
            seen.put(result.frame(), new Seen(result.analyzedAt(), skipped && (before == null || before.skipped)));
            int faces = result.faces().size();
            if (before == null) {
                counts = counts.plus(skipped ? new FrameCounts(0, 1, 0, 0) : new FrameCounts(1, 0, faces, 0));
                return Verdict.NEW;
            }
            if (before.skipped && !skipped) {
                counts = counts.plus(new FrameCounts(1, -1, faces, 1));
                return Verdict.BETTER;
            }
            counts = counts.plus(new FrameCounts(0, 0, 0, 1));
            return Verdict.REPEAT;
        }

        /**
         * By the processor's time, not by the time of reading: a day's backlog is read in seconds, and what ten
         * minutes hold is then still ten minutes' worth of ids. Per camera, as partitions are not read in step.
         * Far in the future is forgotten like far in the past: one wrong clock must not keep all that comes behind it.
         */
        private void forgetFar(Instant now, Duration memory) {
            Iterator<Seen> oldest = seen.values().iterator();
            while (oldest.hasNext()
                    && Duration.between(oldest.next().analyzedAt, now).abs().compareTo(memory) > 0) {
                oldest.remove();
            }
        }
    }
}
