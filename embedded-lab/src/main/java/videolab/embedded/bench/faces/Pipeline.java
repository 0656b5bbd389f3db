package videolab.embedded.bench.faces;

import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import videolab.contract.StagesMs;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.FacesService;
import videolab.processor.spark.QueryTrigger;
import videolab.results.reading.Decoders;
import videolab.results.reading.RecordReader;

/** The faces service as the lab runs it: waiting frames are processed, then frames come at half of the capacity. */
record Pipeline(AnalyzerSettings analyzer, QueryTrigger trigger, String mode, int frames, Duration duration)
        implements Step {

    /** Stages of a frame in the order of the pipeline; the rest is Kafka, Spark, JSON and the crops. */
    static final List<String> STAGES = List.of("decode", "detect", "classify", "rest");

    static final String NAME = "pipeline.";

    @Override
    public int number() {
        return 4;
    }

    @Override
    public String title() {
        return "pipeline, " + mode;
    }

    @Override
    public void measure(BenchLab lab, Figures figures) throws Exception {
        String topic = lab.newTopic();
        lab.publish(topic, frames, lab.frames()::jpeg);
        Results results = new Results();
        try (RecordReader reader = lab.read(Decoders.results(results));
                FacesService faces = lab.startFaces(topic, trigger, analyzer)) {
            lab.readUntil(reader, () -> results.count() == frames, "the results");
            double fps = BenchLab.rate(results.at());
            figures.add(NAME + mode + ".fps", fps);
            addProfile(figures, results, fps);
            int published = lab.publishAndRead(
                    topic, BenchLab.PARTITIONS, PassThrough.halfOfCapacity(figures), duration, reader);
            lab.readUntil(reader, () -> results.count() == frames + published, "the results");
        }
        double[] added = results.addedMs(frames + (results.count() - frames) / 5);
        figures.add(NAME + mode + ".added_p50_ms", Figures.quantile(added, 0.5));
        figures.add(NAME + mode + ".added_p99_ms", Figures.quantile(added, 0.99));
        lab.delete(topic);
    }

    private void addProfile(Figures figures, Results results, double fps) {
        List<ToDoubleFunction<StagesMs>> stages = List.of(StagesMs::decode, StagesMs::detect, StagesMs::classify);
        double rest = BenchLab.PARTITIONS * 1000 / fps; // a task for each partition
        for (int i = 0; i < stages.size(); i++) {
            double ms = results.stageMs(stages.get(i));
            figures.add(NAME + mode + "." + STAGES.get(i) + "_ms", ms);
            rest -= ms;
        }
        figures.add(NAME + mode + ".rest_ms", Math.max(0, rest));
    }
}
