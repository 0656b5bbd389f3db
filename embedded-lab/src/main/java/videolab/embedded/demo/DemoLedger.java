package videolab.embedded.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import videolab.contract.FrameResult;
import videolab.contract.FrameTruth;
import videolab.embedded.scoring.FaceScore;
import videolab.results.reading.FrameCounts;
import videolab.results.reading.LatencyMs;
import videolab.results.reading.RejectReasons;
import videolab.results.reading.RejectedRecord;
import videolab.results.reading.ResultLedger;
import videolab.source.publish.SourceStats;

/** Counts what became of each published frame, and scores the faces found against the drawn ones. */
final class DemoLedger implements DemoHandler {

    /** While Spark and the JVM warm up, frames may be skipped. */
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private record FrameKey(String camera, String frame) {}

    private final OwnFrames own;
    private final ResultLedger ledger = new ResultLedger(ResultLedger.AS_LONG_AS_FRAMES);
    private final Map<FrameKey, FrameTruth> openTruths = new ConcurrentHashMap<>();
    private final FaceScore score = new FaceScore();
    private final Map<String, Long> rejected = new HashMap<>();
    private final RejectReasons reasons = new RejectReasons();
    private final Set<String> rejectedPlaces = new HashSet<>();
    private final Map<String, Long> framesWithFace = new HashMap<>();
    private boolean truthKnown;
    private Instant begin = Instant.MAX;
    private long skippedWarm;
    private Instant firstResult;

    DemoLedger(OwnFrames own) {
        this.own = own;
    }

    @Override
    public synchronized void begin(Started lab) {
        begin = lab.startedAt();
    }

    /** Called by the cameras' threads, before the frame is sent. */
    void truth(FrameTruth truth) {
        openTruths.put(new FrameKey(truth.camera(), truth.frame()), truth);
    }

    @Override
    public synchronized void result(FrameResult result, Instant readAt) {
        if (!own.holds(result)) {
            return; // of another source, or replayed from an earlier run on the same data
        }
        if (firstResult == null) {
            firstResult = readAt;
        }
        ResultLedger.Verdict verdict = ledger.accept(result, readAt);
        if (verdict == ResultLedger.Verdict.REPEAT) {
            return;
        }
        if (result.skipped() != null && result.capturedAt().isAfter(begin.plus(WARM_UP))) {
            skippedWarm++;
        }
        if (!result.faces().isEmpty()) {
            framesWithFace.merge(result.camera(), 1L, Long::sum);
        }
        FrameTruth truth = openTruths.remove(new FrameKey(result.camera(), result.frame()));
        if (truth != null) {
            truthKnown = true;
            score.add(truth, result.faces());
        }
    }

    @Override
    public synchronized void rejected(RejectedRecord frame, Instant readAt) {
        boolean first = rejectedPlaces.add(frame.place());
        if (first && own.holdsCamera(frame.key())) {
            rejected.merge(frame.key(), 1L, Long::sum);
            reasons.add(frame);
        }
    }

    /** When the first result was read. */
    synchronized Optional<Instant> firstResult() {
        return Optional.ofNullable(firstResult);
    }

    /** Whether this many frames have a result or a reject. */
    synchronized boolean hasAll(long published) {
        return ledger.total().frames()
                        + rejected.values().stream().mapToLong(n -> n).sum()
                >= published;
    }

    /** Skipped frames that were captured when everything was warm. */
    synchronized long skippedWarm() {
        return skippedWarm;
    }

    List<RejectReasons.Reason> rejectReasons() {
        return reasons.byCount();
    }

    synchronized List<DemoSummary.Camera> cameras(List<SourceStats> published) {
        Map<String, FrameCounts> counts = ledger.byCamera();
        return published.stream()
                .map(stats -> camera(stats, counts.getOrDefault(stats.camera(), FrameCounts.NONE)))
                .toList();
    }

    private DemoSummary.Camera camera(SourceStats stats, FrameCounts counts) {
        long rejects = rejected.getOrDefault(stats.camera(), 0L);
        return new DemoSummary.Camera(
                stats.camera(),
                stats.sent(),
                counts.analyzed(),
                counts.skipped(),
                rejects,
                stats.sent() - counts.frames() - rejects,
                counts.repeats(),
                framesWithFace.getOrDefault(stats.camera(), 0L));
    }

    synchronized long faces() {
        return ledger.total().faces();
    }

    /** Null before the first analyzed frame. */
    synchronized LatencyMs latency() {
        return ledger.latency().orElse(null);
    }

    /** The score; a frame without an analysis counts as one without detections. Null without truth. */
    synchronized FaceScore.Summary closeScore() {
        if (!truthKnown && openTruths.isEmpty()) {
            return null;
        }
        openTruths.values().forEach(truth -> score.add(truth, List.of()));
        openTruths.clear();
        return score.summary();
    }
}
