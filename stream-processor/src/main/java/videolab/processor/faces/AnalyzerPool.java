package videolab.processor.faces;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import videolab.contract.Models;
import videolab.processor.spark.PerJvm;

/**
 * The analyzers of a JVM: as many as frames were ever analyzed at once, each with its own nets. A pool rather than a
 * ThreadLocal, because Spark's threads come and go and would never close theirs.
 */
final class AnalyzerPool implements AutoCloseable {

    private static final PerJvm<AnalyzerSettings, AnalyzerPool> POOLS =
            new PerJvm<>(AnalyzerPool::new, AnalyzerPool::close);

    private final AnalyzerSettings settings;
    private final Deque<FrameAnalyzer> idle = new ArrayDeque<>();
    private final Freshness freshness;
    private final SlowDecodes slowDecodes = new SlowDecodes();
    private final FrameCounters counters = new FrameCounters(slowDecodes);
    private boolean closed;

    private AnalyzerPool(AnalyzerSettings settings) {
        this.settings = settings;
        this.freshness = new Freshness(settings.maxAge());
    }

    /** The pool of this JVM for these settings; tasks of one query share it. */
    static AnalyzerPool of(AnalyzerSettings settings) {
        return POOLS.get(settings);
    }

    /** Keeps the pool of this JVM for these settings until the lease is closed. */
    static PerJvm.Lease<AnalyzerPool> lease(AnalyzerSettings settings) {
        return POOLS.lease(settings);
    }

    /**
     * Opens analyzers before the first frame needs them: loading takes a second.
     *
     * @param analyzers at least one
     * @return what they work with
     */
    synchronized Models warmUp(int analyzers) {
        while (idle.size() < analyzers) {
            idle.push(new FrameAnalyzer(settings, freshness, slowDecodes));
        }
        return idle.element().models();
    }

    /** What the analyzers work with, for the log; after {@link #warmUp}. */
    synchronized String description() {
        return idle.element().description();
    }

    FrameOutcome analyze(FrameRecord record) {
        FrameAnalyzer analyzer = take();
        try {
            FrameOutcome outcome = analyzer.analyze(record, Instant.now());
            counters.count(record, outcome);
            return outcome;
        } finally {
            giveBack(analyzer);
        }
    }

    FrameCounters counters() {
        return counters;
    }

    private FrameAnalyzer take() {
        FrameAnalyzer analyzer = poll();
        return analyzer == null ? new FrameAnalyzer(settings, freshness, slowDecodes) : analyzer;
    }

    private synchronized FrameAnalyzer poll() {
        return idle.poll();
    }

    /** After the end of the pool a straggling task's analyzer is closed here. */
    private synchronized void giveBack(FrameAnalyzer analyzer) {
        if (closed) {
            analyzer.close();
        } else {
            idle.push(analyzer);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(FrameAnalyzer::close);
        idle.clear();
    }
}
