package videolab.processor.faces;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import videolab.contract.Models;

/**
 * The analyzers of a JVM: as many as frames were ever analysed at once, each with its own nets. A pool rather than a
 * ThreadLocal, because Spark's threads come and go and would never close theirs.
 */
final class AnalyzerPool implements AutoCloseable {

    private static final Map<AnalyzerSettings, AnalyzerPool> POOLS = new ConcurrentHashMap<>();

    private final AnalyzerSettings settings;
    private final BlockingDeque<FrameAnalyzer> idle = new LinkedBlockingDeque<>();
    private final FrameCounters counters = new FrameCounters();

    private AnalyzerPool(AnalyzerSettings settings) {
        this.settings = settings;
    }

    /** The pool of this JVM for these settings; tasks of one query share it. */
    static AnalyzerPool of(AnalyzerSettings settings) {
        return POOLS.computeIfAbsent(settings, AnalyzerPool::new);
    }

    /**
     * Opens analyzers before the first frame needs them: loading takes a second.
     *
     * @param analyzers at least one
     * @return what they work with
     */
    Models warmUp(int analyzers) {
        for (int i = idle.size(); i < analyzers; i++) {
            idle.push(new FrameAnalyzer(settings));
        }
        return idle.element().models();
    }

    FrameOutcome analyze(FrameRecord record) {
        FrameAnalyzer analyzer = idle.poll();
        if (analyzer == null) {
            analyzer = new FrameAnalyzer(settings);
        }
        try {
            FrameOutcome outcome = analyzer.analyze(record, Instant.now());
            counters.count(record, outcome);
            return outcome;
        } finally {
            idle.push(analyzer);
        }
    }

    FrameCounters counters() {
        return counters;
    }

    /** To be called when the query has stopped. */
    @Override
    public void close() {
        POOLS.remove(settings);
        for (FrameAnalyzer analyzer = idle.poll(); analyzer != null; analyzer = idle.poll()) {
            analyzer.close();
        }
    }
}
