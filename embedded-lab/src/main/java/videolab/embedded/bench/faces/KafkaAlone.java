package videolab.embedded.bench.faces;

import videolab.results.reading.RecordReader;

/** Frames through the broker alone: published as fast as it takes them, and read beside it. */
record KafkaAlone(int frames) implements Step {

    static final String FPS = "kafka_fps";

    @Override
    public int number() {
        return 2;
    }

    @Override
    public String title() {
        return "Kafka alone";
    }

    @Override
    public void measure(BenchLab lab, Figures figures) throws Exception {
        String topic = lab.newTopic();
        Arrivals arrivals = new Arrivals(topic);
        try (RecordReader reader = lab.read(arrivals)) {
            Thread publisher = new Thread(() -> lab.publish(topic, frames, lab.frames()::jpeg), "bench-publisher");
            publisher.start();
            lab.readUntil(reader, () -> arrivals.count() == frames, "the frames");
            publisher.join();
        }
        figures.add(FPS, BenchLab.rate(arrivals.at()));
        lab.delete(topic);
    }
}
