package videolab.embedded.bench.faces;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.FrameAnalyzer;
import videolab.processor.faces.FrameRecord;

/** The analyzer in a {@code for} loop: decode, detect, classify, cut out; no Kafka and no Spark. */
record BareLoop(AnalyzerSettings analyzer, int frames) implements Step {

    static final String FPS = "bare_fps.";

    @Override
    public int number() {
        return 1;
    }

    @Override
    public String title() {
        return "bare loop";
    }

    @Override
    public void measure(BenchLab lab, Figures figures) throws Exception {
        for (int threads : new int[] {1, 2}) {
            figures.add(FPS + threads, fps(lab.frames(), threads));
        }
    }

    private double fps(DrawnFrames drawn, int threads) throws Exception {
        List<FrameAnalyzer> analyzers = new ArrayList<>();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (int i = 0; i < threads; i++) {
                analyzers.add(new FrameAnalyzer(analyzer));
            }
            run(executor, analyzers, drawn, frames / 5); // warm-up
            long begin = System.nanoTime();
            run(executor, analyzers, drawn, frames);
            return frames / ((System.nanoTime() - begin) / 1e9);
        } finally {
            executor.shutdown();
            analyzers.forEach(FrameAnalyzer::close);
        }
    }

    private static void run(ExecutorService executor, List<FrameAnalyzer> analyzers, DrawnFrames drawn, int frames)
            throws Exception {
        List<Future<?>> parts = new ArrayList<>();
        for (int thread = 0; thread < analyzers.size(); thread++) {
            int first = thread;
            parts.add(executor.submit(() -> {
                for (int i = first; i < frames; i += analyzers.size()) {
                    Instant now = Instant.now();
                    analyzers.get(first).analyze(new FrameRecord(null, drawn.jpeg(i), Map.of(), 0, i, now), now);
                }
            }));
        }
        for (Future<?> part : parts) {
            part.get();
        }
    }
}
