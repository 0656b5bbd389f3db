package videolab.embedded.bench.faces;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import videolab.cli.Broker;
import videolab.cli.FailedException;
import videolab.cli.KafkaSettings;
import videolab.contract.FrameHeaders;
import videolab.contract.Topic;
import videolab.contract.Topics;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.FaceOutput;
import videolab.processor.faces.FacesService;
import videolab.processor.faces.FacesSettings;
import videolab.processor.spark.QueryTrigger;
import videolab.results.reading.RecordHandler;
import videolab.results.reading.RecordReader;

/** Broker, Spark and frames for the steps, and what several of them do: a topic each, frames on it, results read. */
final class BenchLab implements AutoCloseable {

    static final int PARTITIONS = Topics.FRAMES.partitions();

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(20);

    private final KafkaSettings kafka;
    private final SparkSession spark;
    private final Path folder;
    private final DrawnFrames frames = new DrawnFrames();
    private final KafkaProducer<byte[], byte[]> producer;
    private int topics;

    BenchLab(KafkaSettings kafka, SparkSession spark, Path folder) {
        this.kafka = kafka;
        this.spark = spark;
        this.folder = folder;
        this.producer = new KafkaProducer<>(
                kafka.producer(Map.of(ProducerConfig.LINGER_MS_CONFIG, 0)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    DrawnFrames frames() {
        return frames;
    }

    /** A topic of a measurement's own, configured as the topic of frames. */
    String newTopic() {
        String name = "bench-" + topics++;
        new Broker(kafka).create(List.of(new Topic(name, PARTITIONS, Topics.FRAMES.configs())), PATIENCE);
        return name;
    }

    /** Frees the disk. */
    void delete(String topic) throws InterruptedException {
        try (Admin admin = Admin.create(kafka.admin(Map.of()))) {
            admin.deleteTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            throw new FailedException("topic " + topic + " cannot be deleted: " + e.getCause(), e);
        }
    }

    private String checkpoint(String topic) {
        return folder.resolve("checkpoint-" + topic).toString();
    }

    /** Publishes frames in turn to the partitions, as fast as the broker takes them, and waits until it has them. */
    void publish(String topic, int count, IntFunction<byte[]> value) {
        for (int i = 0; i < count; i++) {
            send(topic, i % PARTITIONS, "bench-" + i % PARTITIONS, i, value.apply(i));
        }
        producer.flush();
    }

    private void send(String topic, int partition, String camera, int number, byte[] value) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, camera.getBytes(UTF_8), value);
        new FrameHeaders("1-" + number, Instant.now(), "image/jpeg").write(record.headers()::add);
        producer.send(record);
    }

    /**
     * Publishes drawn frames at a rate, cameras in turn, while the reader hands results over.
     *
     * @return frames that were published
     */
    int publishAndRead(String topic, int cameras, double perSecond, Duration duration, RecordReader reader) {
        long begin = System.nanoTime();
        long end = begin + duration.toNanos();
        double gapNanos = 1e9 / perSecond;
        Thread sender = new Thread(() -> pace(topic, cameras, begin, end, gapNanos), "bench-cameras");
        sender.start();
        while (sender.isAlive()) {
            reader.poll(POLL);
        }
        producer.flush();
        return (int) Math.ceil((end - begin) / gapNanos);
    }

    private void pace(String topic, int cameras, long begin, long end, double gapNanos) {
        try {
            for (int i = 0; begin + (long) (i * gapNanos) < end; i++) {
                long early = begin + (long) (i * gapNanos) - System.nanoTime();
                if (early > 0) {
                    TimeUnit.NANOSECONDS.sleep(early);
                }
                int camera = i % cameras;
                send(topic, camera % PARTITIONS, "bench-" + camera, i, frames.jpeg(i / cameras));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The service as the lab runs it, without stored crops. */
    FacesService startFaces(String topic, QueryTrigger trigger, AnalyzerSettings analyzer) {
        return FacesService.start(
                spark,
                new FacesSettings(
                        kafka, topic, trigger, checkpoint(topic), analyzer, new FaceOutput.Full(Optional.empty())),
                PARTITIONS);
    }

    /** What comes on a topic, from its beginning: {@code key, value, headers}. */
    Dataset<Row> stream(String topic) {
        return spark.readStream()
                .format("kafka")
                .options(kafka.sparkSource())
                .option("subscribe", topic)
                .option("startingOffsets", "earliest")
                .option("includeHeaders", true)
                .load()
                .select("key", "value", "headers");
    }

    /**
     * Writes rows to Kafka at once, as the lab's pipelines do.
     *
     * @param rows with the columns of Spark's Kafka sink, {@code topic} among them
     * @param in the topic that they come from, for the name of the checkpoint
     */
    StreamingQuery write(Dataset<Row> rows, String in, Trigger trigger) throws TimeoutException {
        return rows.writeStream()
                .format("kafka")
                .options(kafka.sparkSink(Map.of("linger.ms", "0")))
                .option("checkpointLocation", checkpoint(in))
                .outputMode(OutputMode.Update())
                .trigger(trigger)
                .start();
    }

    RecordReader read(RecordHandler handler) {
        return RecordReader.open(new Broker(kafka), RecordReader.Start.END, handler);
    }

    /** Reads until the condition holds. */
    void readUntil(RecordReader reader, BooleanSupplier done, String what) {
        Instant patience = Instant.now().plus(PATIENCE);
        while (!done.getAsBoolean()) {
            if (Instant.now().isAfter(patience)) {
                throw new FailedException(what + " did not come within " + PATIENCE.toSeconds() + " s");
            }
            reader.poll(POLL);
        }
    }

    /** Frames per second from the first fifth, which warms up, to the last. */
    static double rate(List<Instant> arrivals) {
        int skipped = arrivals.size() / 5;
        List<Instant> counted = new ArrayList<>(arrivals.subList(skipped, arrivals.size()));
        double seconds = Duration.between(counted.get(0), counted.get(counted.size() - 1))
                        .toNanos()
                / 1e9;
        return (counted.size() - 1) / Math.max(1e-3, seconds);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
