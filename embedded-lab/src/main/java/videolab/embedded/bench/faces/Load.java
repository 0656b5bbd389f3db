package videolab.embedded.bench.faces;

import java.time.Duration;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.FacesService;
import videolab.processor.spark.QueryTrigger;
import videolab.results.reading.Decoders;
import videolab.results.reading.RecordReader;

/**
 * The faces service under a load, with the age limit of live frames.
 *
 * @param name of the figures
 * @param factor offered frames, in parts of what the bare loop does at two threads
 */
record Load(
        int number,
        String title,
        String name,
        AnalyzerSettings analyzer,
        QueryTrigger trigger,
        int cameras,
        double factor,
        Duration duration)
        implements Step {

    @Override
    public void measure(BenchLab lab, Figures figures) throws Exception {
        double offered = figures.median(BareLoop.FPS + 2) * factor;
        String topic = lab.newTopic();
        Results results = new Results();
        int published;
        try (RecordReader reader = lab.read(Decoders.results(results));
                FacesService faces = lab.startFaces(topic, trigger, analyzer)) {
            lab.readUntil(reader, faces::isReading, "the start of the query");
            published = lab.publishAndRead(topic, cameras, offered, duration, reader);
            lab.readUntil(reader, () -> results.count() == published, "the results");
        }
        double seconds = duration.toMillis() / 1000.0;
        double[] ages = results.agesMs(results.analyzed() / 5);
        figures.add(name + ".offered_fps", published / seconds);
        figures.add(name + ".analyzed_fps", results.analyzed() / seconds);
        figures.add(name + ".skipped_ratio", (double) results.skipped() / published);
        figures.add(name + ".age_p50_ms", Figures.quantile(ages, 0.5));
        figures.add(name + ".age_p95_ms", Figures.quantile(ages, 0.95));
        lab.delete(topic);
    }
}
