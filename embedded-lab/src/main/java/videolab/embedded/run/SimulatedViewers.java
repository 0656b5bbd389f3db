package videolab.embedded.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import videolab.cli.KafkaSettings;
import videolab.contract.EventHeaders;
import videolab.contract.Topics;
import videolab.processor.audience.sessions.SessionRules;
import videolab.source.viewers.Delivery;
import videolab.source.viewers.EventFormat;
import videolab.source.viewers.ScenarioSettings;
import videolab.source.viewers.ViewerScenario;

/** Some twenty simulated viewers, as long as the demo runs: they come in groups, one after the other. */
final class SimulatedViewers implements AutoCloseable {

    private static final int GROUP = 20;

    /** A group's viewers come and go within a minute; the next group comes when the first of them have left. */
    private static final Duration GROUP_STAYS = Duration.ofSeconds(60);

    private static final Duration GROUP_EVERY = Duration.ofSeconds(40);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final KafkaProducer<String, byte[]> producer;
    private final SessionRules rules;
    private final LongAdder sent = new LongAdder();
    private final Thread thread = new Thread(this::run, "viewers");
    private final PriorityQueue<Delivery> ahead = new PriorityQueue<>(Comparator.comparing(Delivery::receivedAt));

    private SimulatedViewers(KafkaProducer<String, byte[]> producer, SessionRules rules) {
        this.producer = producer;
        this.rules = rules;
    }

    /** @param rules of the pipeline that reads them: they define what is late and when a silent session has ended */
    static SimulatedViewers start(KafkaSettings kafka, SessionRules rules) {
        SimulatedViewers viewers = new SimulatedViewers(
                new KafkaProducer<>(
                        kafka.producer(Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, CLOSING.toMillis())),
                        new StringSerializer(),
                        new ByteArraySerializer()),
                rules);
        viewers.thread.start();
        return viewers;
    }

    /** Events that the broker has acknowledged. */
    long sent() {
        return sent.sum();
    }

    private void run() {
        Instant nextGroup = Instant.now();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Instant now = Instant.now();
                if (!now.isBefore(nextGroup)) {
                    ahead.addAll(group(now));
                    nextGroup = now.plus(GROUP_EVERY);
                }
                while (!ahead.isEmpty() && !ahead.peek().receivedAt().isAfter(now)) {
                    send(ahead.remove());
                }
                Instant next = ahead.isEmpty() || ahead.peek().receivedAt().isAfter(nextGroup)
                        ? nextGroup
                        : ahead.peek().receivedAt();
                TimeUnit.MILLISECONDS.sleep(
                        Math.max(1, Duration.between(now, next).toMillis()));
            }
        } catch (InterruptedException | InterruptException e) {
            // Closed.
        }
    }

    /** Seeded by the time, not by the demo's seed: events of a second start on the same data must not look like repeats. */
    private List<Delivery> group(Instant now) {
        return ViewerScenario.of(new ScenarioSettings(
                        GROUP,
                        now.toEpochMilli(),
                        now,
                        GROUP_STAYS,
                        HEARTBEAT,
                        rules.window(),
                        rules.watermark(),
                        rules.heartbeat(),
                        List.of(EventFormat.values())))
                .deliveries();
    }

    /** Without the time of receipt: it is now, and Kafka's timestamp says so. */
    private void send(Delivery delivery) {
        ProducerRecord<String, byte[]> event =
                new ProducerRecord<>(Topics.PLAYER_EVENTS.name(), delivery.session(), delivery.value());
        header(event, EventHeaders.FORMAT, delivery.format().header());
        header(event, EventHeaders.CLIENT_ADDRESS, delivery.clientAddress());
        header(event, EventHeaders.USER_AGENT, delivery.userAgent());
        try {
            producer.send(event, (metadata, error) -> {
                if (error == null) {
                    sent.increment();
                }
            });
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) { // the latter from a producer that was closed meanwhile
            // One viewer's event is lost; the cameras' producer reports what is wrong with the broker.
        }
    }

    private static void header(ProducerRecord<String, byte[]> event, String name, String value) {
        if (value != null) {
            event.headers().add(name, value.getBytes(UTF_8));
        }
    }

    /** Ends the viewers; events that are due are still sent. */
    @Override
    public void close() {
        thread.interrupt();
        producer.close(CLOSING);
    }
}
