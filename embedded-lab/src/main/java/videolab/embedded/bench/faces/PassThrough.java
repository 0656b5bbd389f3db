package videolab.embedded.bench.faces;

import static org.apache.spark.sql.functions.lit;

import java.time.Duration;
import org.apache.spark.sql.streaming.StreamingQuery;
import videolab.processor.spark.QueryTrigger;
import videolab.results.reading.RecordReader;

/** Spark with frame-sized records and no work: Kafka in, the same record out to Kafka. */
record PassThrough(QueryTrigger trigger, String mode, int frames, Duration duration) implements Step {

    static final String NAME = "pass_through.";

    @Override
    public int number() {
        return 3;
    }

    @Override
    public String title() {
        return "Spark passes frames through, " + mode;
    }

    @Override
    public void measure(BenchLab lab, Figures figures) throws Exception {
        String in = lab.newTopic();
        String out = lab.newTopic();
        lab.publish(in, frames, lab.frames()::jpeg);
        Arrivals arrivals = new Arrivals(out);
        try (RecordReader reader = lab.read(arrivals)) {
            StreamingQuery query = lab.write(lab.stream(in).withColumn("topic", lit(out)), in, trigger.toSpark());
            try {
                lab.readUntil(reader, () -> arrivals.count() == frames, "the frames");
                figures.add(NAME + mode + ".fps", BenchLab.rate(arrivals.at()));
                int published = lab.publishAndRead(in, BenchLab.PARTITIONS, halfOfCapacity(figures), duration, reader);
                lab.readUntil(reader, () -> arrivals.count() == frames + published, "the frames");
            } finally {
                query.stop();
            }
        }
        double[] ages = arrivals.agesMs(frames + (arrivals.count() - frames) / 5);
        figures.add(NAME + mode + ".p50_ms", Figures.quantile(ages, 0.5));
        figures.add(NAME + mode + ".p99_ms", Figures.quantile(ages, 0.99));
        lab.delete(in);
        lab.delete(out);
    }

    /** Of the analyzer, not of Spark alone: the latencies of this step and of the pipeline are then of one load. */
    static double halfOfCapacity(Figures figures) {
        return figures.median(BareLoop.FPS + 2) / 2;
    }
}
