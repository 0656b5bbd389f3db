package videolab.source.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A Kafka producer as frames need it. */
final class FrameProducer {

    /** A frame of a live camera is worthless after that. */
    private static final Duration LIVE_DELIVERY = Duration.ofSeconds(10);

    /** A file's frames wait for a broker that restarts. */
    private static final Duration PATIENT_DELIVERY = Duration.ofMinutes(10);

    /** How long a live camera's sender waits for room in the client's memory, or to learn where a partition is. */
    private static final Duration LIVE_BLOCK = Duration.ofSeconds(5);

    private FrameProducer() {}

    static Producer<String, byte[]> open(PublisherSettings settings) {
        return new KafkaProducer<>(config(settings), new StringSerializer(), new ByteArraySerializer());
    }

    static Map<String, Object> config(PublisherSettings settings) {
        boolean patient = settings.whenSlow() == WhenSlow.WAIT;
        Duration delivery = patient ? PATIENT_DELIVERY : LIVE_DELIVERY;
        Duration block = patient ? PATIENT_DELIVERY : LIVE_BLOCK;
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "video-source");
        // A frame is a batch of its own size: waiting for a second one only makes it late.
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // JPEG is compressed already.
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) delivery.toMillis());
        // A few large frames fill the client's memory, and the next one waits here while the broker restarts.
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, block.toMillis());
        return settings.kafka().producer(config);
    }
}
