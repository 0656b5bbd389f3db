package videolab.results.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import videolab.cli.Broker;
import videolab.contract.EventHeaders;
import videolab.contract.Json;
import videolab.contract.Topics;

/** Takes what the page's own player reports, and writes it where every player's events go. */
final class WatchEvents implements AutoCloseable {

    /** An event of the page's player has some 300 bytes. */
    static final int EVENT_BYTES = 8 * 1024;

    private static final Duration CLOSING = Duration.ofSeconds(1);
    private static final int MAX_BLOCK_MS = 2_000;
    private static final int SESSION_CHARACTERS = 64;

    private final Broker broker;
    private final Allowance allowance = new Allowance(50, 100);
    private KafkaProducer<String, byte[]> producer;

    WatchEvents(Broker broker) {
        this.broker = broker;
    }

    /** What became of an event, and the HTTP status that says it. */
    enum Taken {
        ACCEPTED(202),
        NOT_AN_EVENT(400),
        TOO_MANY(429),
        BROKER_AWAY(503);

        final int status;

        Taken(int status) {
            this.status = status;
        }
    }

    /**
     * Takes one EPAS event. Whether it makes sense is decided where all events are read.
     *
     * @param userAgent as the browser sent it; may be null
     */
    Taken take(byte[] event, String address, String userAgent) {
        if (event.length > EVENT_BYTES) {
            return Taken.NOT_AN_EVENT;
        }
        if (!allowance.take()) {
            return Taken.TOO_MANY;
        }
        String session;
        try {
            JsonNode tree = Json.mapper().readTree(event);
            session = tree.path("sessionId").asText("");
            if (!tree.isObject()
                    || !tree.path("event").isTextual()
                    || session.isEmpty()
                    || session.length() > SESSION_CHARACTERS) {
                return Taken.NOT_AN_EVENT;
            }
        } catch (IOException e) {
            return Taken.NOT_AN_EVENT;
        }
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(Topics.PLAYER_EVENTS.name(), session, event);
        header(record, EventHeaders.FORMAT, "epas");
        header(record, EventHeaders.CLIENT_ADDRESS, address);
        header(record, EventHeaders.USER_AGENT, userAgent);
        header(record, EventHeaders.RECEIVED_AT, String.valueOf(System.currentTimeMillis()));
        try {
            producer().send(record);
            return Taken.ACCEPTED;
        } catch (KafkaException | IllegalStateException e) {
            return Taken.BROKER_AWAY;
        }
    }

    private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
        if (value != null) {
            record.headers().add(name, value.getBytes(UTF_8));
        }
    }

    /** Made when the first event comes: most pages are only looked at. */
    private synchronized KafkaProducer<String, byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(
                    broker.settings().producer(Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS)),
                    new StringSerializer(),
                    new ByteArraySerializer());
        }
        return producer;
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(CLOSING);
        }
    }
}
