package videolab.source.publish;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import videolab.cli.KafkaSettings;

/**
 * Sends records in the order of their times, at a multiple of the speed in which they happened, and never before their
 * time has come. The producer's queue is bounded, so a slow broker slows the sending.
 */
public final class TimedPublisher implements AutoCloseable {

    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final long NAP_MS = 200;

    private final KafkaProducer<String, byte[]> producer;
    private final String topic;
    private final double speed;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean stopped;

    /** @param speed how many simulated seconds pass in a second; 0 is as fast as possible */
    public TimedPublisher(KafkaSettings kafka, String topic, double speed) {
        this.topic = topic;
        this.speed = speed;
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "video-source");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        this.producer = new KafkaProducer<>(kafka.producer(config), new StringSerializer(), new ByteArraySerializer());
    }

    /** Sends them all, unless {@link #stop} is called; returns when Kafka has answered for each. */
    public void send(List<TimedRecord> records, Consumer<TimedPublisher> progress) throws InterruptedException {
        if (records.isEmpty()) {
            return;
        }
        long begin = System.nanoTime();
        long first = records.get(0).at().toEpochMilli();
        for (TimedRecord each : records) {
            awaitTurn(each, begin, first, progress);
            if (stopped) {
                break;
            }
            progress.accept(this);
            send(each);
        }
        producer.flush();
    }

    private void awaitTurn(TimedRecord next, long begin, long first, Consumer<TimedPublisher> progress)
            throws InterruptedException {
        long at = next.at().toEpochMilli();
        while (!stopped) {
            long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            long paced = speed > 0 ? Math.round((at - first) / speed) - passed : 0;
            long wait = Math.max(paced, at - System.currentTimeMillis());
            if (wait <= 0) {
                return;
            }
            Thread.sleep(Math.min(wait, NAP_MS));
            progress.accept(this);
        }
    }

    private void send(TimedRecord each) {
        var record = new ProducerRecord<>(topic, null, each.at().toEpochMilli(), each.key(), each.value());
        each.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                sent.incrementAndGet();
            } else {
                refused.incrementAndGet();
            }
        });
    }

    /** Soon nothing more is sent; from any thread. */
    public void stop() {
        stopped = true;
    }

    public boolean stopped() {
        return stopped;
    }

    /** How many records Kafka has acknowledged. */
    public long sent() {
        return sent.get();
    }

    /** How many Kafka did not take. */
    public long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        producer.close(CLOSING);
    }
}
