package videolab.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import videolab.cli.Broker;
import videolab.cli.KafkaSettings;
import videolab.contract.FrameResult;
import videolab.contract.Topic;
import videolab.contract.Topics;
import videolab.embedded.run.EmbeddedBroker;
import videolab.results.reading.Decoders;
import videolab.results.reading.RecordReader;
import videolab.results.reading.RejectHandler;
import videolab.results.reading.RejectedRecord;
import videolab.results.reading.ResultHandler;

/** A broker, a producer of raw frames and a reader of everything that comes back. */
final class LabFixture implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final EmbeddedBroker broker;
    private final KafkaProducer<byte[], byte[]> producer;
    private final RecordReader reader;
    private final List<FrameResult> results = new CopyOnWriteArrayList<>();
    private final List<RejectedRecord> rejects = new CopyOnWriteArrayList<>();

    private LabFixture(EmbeddedBroker broker) {
        this.broker = broker;
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", broker.bootstrap());
        settings.put("max.request.size", Topics.MAX_MESSAGE_BYTES);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        Collector collector = new Collector();
        reader = RecordReader.open(
                new Broker(broker.kafka()),
                RecordReader.Start.BEGINNING,
                Decoders.results(collector),
                Decoders.rejects(List.of(Topics.REJECTED_FRAMES.name()), collector));
    }

    static LabFixture start(Path folder) {
        return new LabFixture(EmbeddedBroker.start(folder, 0));
    }

    KafkaSettings kafka() {
        return broker.kafka();
    }

    String bootstrap() {
        return broker.bootstrap();
    }

    List<FrameResult> results() {
        return results;
    }

    List<RejectedRecord> rejects() {
        return rejects;
    }

    /** Sends a frame as a foreign producer does, without headers; to the partition that its key gives, or any. */
    RecordMetadata send(byte[] key, byte[] value) throws InterruptedException, ExecutionException {
        return send(new ProducerRecord<>(Topics.FRAMES.name(), key, value));
    }

    RecordMetadata send(ProducerRecord<byte[], byte[]> record) throws InterruptedException, ExecutionException {
        return producer.send(record).get();
    }

    /** Everything that is on a topic now. */
    List<ConsumerRecord<String, byte[]>> records(Topic topic) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap()), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
                    .mapToObj(number -> new TopicPartition(topic.name(), number))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** Reads until the condition holds. */
    void readUntil(BooleanSupplier condition) {
        Instant patience = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(patience)) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s; " + results.size() + " results, "
                        + rejects.size() + " rejects: " + rejects);
            }
            reader.poll(Duration.ofMillis(100));
        }
    }

    @Override
    public void close() {
        reader.close();
        producer.close();
        broker.close();
    }

    private final class Collector implements ResultHandler, RejectHandler {
        @Override
        public void result(FrameResult result, Instant readAt) {
            results.add(result);
        }

        @Override
        public void rejected(RejectedRecord rejected, Instant readAt) {
            rejects.add(rejected);
        }

        @Override
        public void notice(String sentence) {
            throw new AssertionError(sentence);
        }
    }
}
