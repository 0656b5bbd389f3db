package videolab.embedded.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import videolab.contract.EventHeaders;
import videolab.contract.Topics;

/**
 * Many sessions at little cost, to measure with: each reports every ten seconds, stalls and changes its bitrate now and then, and
 * is followed by another one after five to ten minutes. Not a truth to compare with: that is {@code video-source viewers}.
 */
final class BulkViewers implements AutoCloseable {

    /** How often a session reports. */
    static final int HEARTBEAT_MS = 10_000;

    private static final int CONTENTS = 200;
    private static final int LEAST_ROUNDS = 30;
    private static final int FURTHER_ROUNDS = 30;
    private static final Header FORMAT = header(EventHeaders.FORMAT, "epas");
    private static final String[] USER_AGENTS = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0"
                + " Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/7.0 TV Safari/537.36",
        "AppleCoreMedia/1.0.0.21A329 (Apple TV; U; CPU OS 17_0 like Mac OS X; en_us)",
        "ExoPlayerDemo/2.19.1 (Linux; Android 13) ExoPlayerLib/2.19.1"
    };

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final List<Viewer> viewers = new ArrayList<>();
    private final Random random = new Random(1);
    private final StringBuilder text = new StringBuilder(512);
    private int round;
    private int next;
    private long begun;
    private long sent;

    /** One seat: a session, and who sits there. */
    private static final class Viewer {
        private String session;
        private byte[] key;
        private Header address;
        private Header userAgent;
        private String content;
        private String user;
        private int firstRound;
        private int lastRound;
    }

    BulkViewers(String bootstrap, int sessions) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("linger.ms", 20);
        settings.put("batch.size", 256 * 1024);
        settings.put("compression.type", "lz4");
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        for (int i = 0; i < sessions; i++) {
            viewers.add(seated(new Viewer(), -random.nextInt(LEAST_ROUNDS)));
        }
    }

    /** Events so far. */
    long sent() {
        return sent;
    }

    /** Sends the events of the next session in turn, whose time is so long after the beginning. */
    long sendNext(long beginningMs) {
        Viewer viewer = viewers.get(next);
        long offset = round * (long) HEARTBEAT_MS + next * (long) HEARTBEAT_MS / viewers.size();
        send(viewer, beginningMs + offset);
        if (++next == viewers.size()) {
            next = 0;
            round++;
        }
        return offset;
    }

    /** Waits until the broker has everything. */
    void flush() throws Exception {
        producer.flush();
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private void send(Viewer viewer, long at) {
        int age = round - viewer.firstRound;
        if (age == 0) {
            event(viewer, "init", at, -1, payload(viewer));
            event(viewer, "playing", at + 900, 0, ",\"payload\":{\"bitrate\":4500}");
            return;
        }
        if (round == viewer.lastRound) {
            event(viewer, "stopped", at, age, ",\"payload\":{\"reason\":\"ended\"}");
            seated(viewer, round + 1);
            return;
        }
        if (round == 0) {
            event(viewer, "metadata", at, age, payload(viewer));
        }
        event(viewer, "heartbeat", at, age, "");
        if (age % 7 == 3) {
            event(viewer, "buffering", at + 300, age, "");
            event(viewer, "buffered", at + 1_100, age, "");
        }
        if (age % 9 == 4) {
            event(
                    viewer,
                    "bitrate_changed",
                    at + 500,
                    age,
                    ",\"payload\":{\"bitrate\":" + (1500 + 1500 * (age % 3)) + "}");
        }
    }

    private void event(Viewer viewer, String name, long at, int age, String rest) {
        text.setLength(0);
        text.append("{\"event\":\"").append(name).append("\",\"sessionId\":\"").append(viewer.session);
        text.append("\",\"timestamp\":").append(at);
        text.append(",\"playhead\":")
                .append(age < 0 ? -1 : age * 10L)
                .append(",\"duration\":5400")
                .append(rest)
                .append('}');
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topics.PLAYER_EVENTS.name(), null, viewer.key, text.toString().getBytes(ISO_8859_1));
        record.headers()
                .add(FORMAT)
                .add(viewer.address)
                .add(viewer.userAgent)
                .add(header(EventHeaders.RECEIVED_AT, Long.toString(at + 40 + (at & 127))));
        producer.send(record, (metadata, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
        });
        sent++;
    }

    private Viewer seated(Viewer viewer, int firstRound) {
        begun++;
        viewer.session = new java.util.UUID(random.nextLong(), begun).toString();
        viewer.key = viewer.session.getBytes(ISO_8859_1);
        viewer.address = header(
                EventHeaders.CLIENT_ADDRESS,
                "10." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256));
        viewer.userAgent = header(EventHeaders.USER_AGENT, USER_AGENTS[random.nextInt(USER_AGENTS.length)]);
        viewer.content = "film-" + (int) (CONTENTS * random.nextDouble() * random.nextDouble());
        viewer.user = "user-" + random.nextInt(1_000_000);
        viewer.firstRound = firstRound;
        viewer.lastRound = firstRound + LEAST_ROUNDS + random.nextInt(FURTHER_ROUNDS);
        return viewer;
    }

    private static String payload(Viewer viewer) {
        return ",\"payload\":{\"live\":false,\"contentId\":\"" + viewer.content
                + "\",\"contentUrl\":\"https://video.example/vod/" + viewer.content + "/master.mpd\",\"userId\":\""
                + viewer.user + "\",\"cdn\":\"cdn-a\"}";
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(ISO_8859_1));
    }

    @Override
    public void close() {
        producer.close();
    }
}
