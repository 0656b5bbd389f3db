package videolab.processor.library;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import videolab.processor.library.sampling.PartAnalyzer;
import videolab.processor.library.sampling.SamplingSettings;

/** The analyzers of a JVM, with their networks: loading them takes longer than a small video. */
final class AnalyzerPool {

    private static final Map<SamplingSettings, BlockingDeque<PartAnalyzer>> IDLE = new ConcurrentHashMap<>();

    private AnalyzerPool() {}

    static PartAnalyzer borrow(SamplingSettings settings) {
        PartAnalyzer analyzer = idle(settings).poll();
        return analyzer == null ? new PartAnalyzer(settings) : analyzer;
    }

    static void giveBack(SamplingSettings settings, PartAnalyzer analyzer) {
        idle(settings).push(analyzer);
    }

    private static BlockingDeque<PartAnalyzer> idle(SamplingSettings settings) {
        return IDLE.computeIfAbsent(settings, key -> new LinkedBlockingDeque<>());
    }

    /** To be called when no task runs any more; those of another JVM end with it. */
    static void close(SamplingSettings settings) {
        for (SamplingSettings each : List.of(settings, settings.withoutRekognition())) {
            BlockingDeque<PartAnalyzer> idle = IDLE.remove(each);
            if (idle != null) {
                idle.forEach(PartAnalyzer::close);
            }
        }
    }
}
