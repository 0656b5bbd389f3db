package videolab.processor.library;

import java.io.Closeable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import videolab.cli.KafkaSettings;
import videolab.contract.Json;
import videolab.contract.Topics;
import videolab.processor.library.assembly.Rows.LabelRow;
import videolab.processor.library.assembly.VideoResult;

/** Sends label rows to Kafka after the files have them: key video id, value the row as JSON. Sends nothing without a broker. */
final class LabelMessages implements Closeable {

    private final KafkaProducer<String, byte[]> producer;

    LabelMessages(Optional<KafkaSettings> kafka) {
        producer = kafka.map(settings -> new KafkaProducer<>(
                        settings.producer(Map.of(
                                ProducerConfig.LINGER_MS_CONFIG, 50, ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd")),
                        new StringSerializer(),
                        new ByteArraySerializer()))
                .orElse(null);
    }

    void send(List<VideoResult> results) {
        if (producer == null) {
            return;
        }
        for (VideoResult result : results) {
            for (LabelRow row : result.labels()) {
                producer.send(new ProducerRecord<>(Topics.VIDEO_LABELS.name(), row.video(), Json.bytes(row)));
            }
        }
        producer.flush();
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
