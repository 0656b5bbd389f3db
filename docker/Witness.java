import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends what docker/soak counts at the end, and what must harm nothing: {@code java Witness.java BOOTSTRAP}. With a second argument,
 * {@code flood}, what docker/faults counts: a thousand viewers who watch for 80 s, and in the midst of it 300,000 sessions with as
 * many contents within 20 s.
 *
 * <ul>
 *   <li>Sessions of content {@code witness}: they start, play and end, with a known play time.
 *   <li>Log lines of host {@code witness.example}, five a second.
 *   <li>A camera and a player {@code jumper}, whose clocks are an hour ahead for ten seconds of each minute, and an hour
 *       behind for another ten.
 *   <li>Hostile records; each is printed as {@code hostile TOPIC PARTITION OFFSET}, because each must be rejected.
 * </ul>
 *
 * <p>When {@code /tmp/enough} exists it ends the sessions that it has begun and prints {@code done sessions=N play_ms=N lines=N}, as
 * Kafka has acknowledged them. It goes on with records that only move the windows on, until it is killed.
 */
final class Witness {

    private static final String FRAMES = "distributed-video1";
    private static final String EVENTS = "player-events";
    private static final String LOGS = "cdnlogs";
    private static final int TICK_MS = 200;
    private static final int SESSION_EVERY_MS = 2_000;
    private static final long HOUR_MS = 3_600_000;

    private static final int SESSION_MS = 20_000;
    private static final int FIRST_PICTURE_MS = 600;

    /** Shorter than two heartbeats. */
    private static final int REPORT_MS = 5_000;

    private static final int VIEWERS = 1_000;
    private static final int VIEWERS_A_TICK = 10;
    private static final int VIEW_MS = 80_000;
    private static final int FLOOD = 300_000;
    private static final int FLOOD_FROM_MS = 30_000;
    private static final int FLOOD_MS = 20_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLong playMs = new AtomicLong();
    private final AtomicLong lines = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final Map<Long, Long> playingSince = new HashMap<>();
    private final Random random = new Random(1);
    private final byte[] picture;
    private final long begin = System.currentTimeMillis();

    private Witness(String bootstrap) throws IOException {
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 600_000,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 60_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        picture = picture();
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("java.awt.headless", "true");
        Witness witness = new Witness(arguments[0]);
        if (arguments.length > 1) {
            witness.flood();
        } else {
            witness.untilEnough();
        }
        witness.producer.flush();
        System.out.println("done sessions=" + witness.sessions + " play_ms=" + witness.playMs + " lines=" + witness.lines
                + " failures=" + witness.failures);
        for (long tick = 0; ; tick++) {
            witness.event("flush", "flush", System.currentTimeMillis(), "p", sent -> {});
            witness.line("flush.example", sent -> {});
            Thread.sleep(TICK_MS);
        }
    }

    private void untilEnough() throws InterruptedException {
        Path enough = Path.of("/tmp/enough");
        long endMs = Long.MAX_VALUE;
        for (long tick = 0; tick * TICK_MS < endMs; tick++) {
            if (endMs == Long.MAX_VALUE && Files.exists(enough)) {
                endMs = tick * TICK_MS + SESSION_MS + TICK_MS;
            }
            count(tick * TICK_MS, endMs);
            jump(tick * TICK_MS);
            if (tick % 15 == 0) {
                harm(tick / 15);
            }
            sleepUntil((tick + 1) * TICK_MS);
        }
    }

    /** The viewers are there before the flood, and after it. Right behind it comes a broken record: its reject says that it is over. */
    private void flood() throws InterruptedException {
        int sent = 0;
        for (long elapsedMs = 0; elapsedMs <= VIEW_MS + VIEWERS / VIEWERS_A_TICK * TICK_MS; elapsedMs += TICK_MS) {
            for (int viewer = 0; viewer < VIEWERS; viewer++) {
                report(viewer, elapsedMs - viewer / VIEWERS_A_TICK * TICK_MS, VIEW_MS);
            }
            long due = Math.min(FLOOD, Math.max(0, elapsedMs - FLOOD_FROM_MS) * FLOOD / FLOOD_MS);
            for (; sent < due; sent++) {
                event("flood-" + begin + "-" + sent, "flood-" + sent, System.currentTimeMillis(), "s", acknowledged -> {});
            }
            if (elapsedMs == FLOOD_FROM_MS + FLOOD_MS) {
                producer.flush();
                hostile(EVENTS, bytes(300));
            }
            sleepUntil(elapsedMs + TICK_MS);
        }
    }

    /** Sessions and lines whose sums are known. */
    private void count(long elapsedMs, long endMs) {
        line("witness.example", sent -> lines.incrementAndGet());
        for (long number = Math.max(0, elapsedMs - SESSION_MS) / SESSION_EVERY_MS; number * SESSION_EVERY_MS <= elapsedMs; number++) {
            if (number * SESSION_EVERY_MS + SESSION_MS < endMs) {
                report(number, elapsedMs - number * SESSION_EVERY_MS, SESSION_MS);
            }
        }
    }

    /**
     * What a player reports at this moment of its session, if anything: its start, that it plays, its end.
     *
     * @param offsetMs since the session's start
     */
    private void report(long number, long offsetMs, int lengthMs) {
        boolean ends = offsetMs == lengthMs;
        boolean plays = offsetMs == FIRST_PICTURE_MS || offsetMs > 0 && offsetMs < lengthMs && offsetMs % REPORT_MS == 0;
        if (offsetMs != 0 && !plays && !ends) {
            return;
        }
        long now = System.currentTimeMillis();
        if (plays) {
            playingSince.putIfAbsent(number, now);
        }
        long played = ends ? now - playingSince.remove(number) : 0;
        event("witness-" + begin + "-" + number, "witness", now, ends ? "e" : plays ? "p" : "s", sent -> {
            playMs.addAndGet(played);
            sessions.addAndGet(ends ? 1 : 0);
        });
    }

    /** One camera and one player whose clocks jump. */
    private void jump(long elapsedMs) {
        if (elapsedMs % 1000 != 0) {
            return;
        }
        long now = System.currentTimeMillis();
        long second = elapsedMs / 1000 % 60;
        long theirs = now + (second >= 20 && second < 30 ? HOUR_MS : second >= 40 && second < 50 ? -HOUR_MS : 0);
        event("jumper-" + begin + "-" + elapsedMs / 60_000, "jumper", theirs, "p", sent -> {});
        ProducerRecord<byte[], byte[]> frame = record(FRAMES, "jumper", picture);
        frame.headers().add("frame-id", (begin + "-" + elapsedMs / 1000).getBytes(UTF_8));
        frame.headers().add("captured-at", Long.toString(theirs).getBytes(UTF_8));
        frame.headers().add("content-type", "image/jpeg".getBytes(UTF_8));
        send(frame, sent -> {});
    }

    /** One broken record for each topic. */
    private void harm(long turn) {
        List<byte[]> frames = List.of(bytes(1_000), Arrays.copyOf(picture, picture.length / 2), new byte[0], hugePng());
        List<byte[]> events = List.of(
                bytes(300),
                "{\"event\":\"playing\",\"sessionId\":".getBytes(UTF_8),
                ("e=ps,sid=\"future\",ts=" + (System.currentTimeMillis() + 100 * HOUR_MS) + ",sta=p,v=2").getBytes(UTF_8),
                "e=ps,sta=p,v=2".getBytes(UTF_8));
        List<byte[]> logs = List.of(
                bytes(300),
                "{\"msec\":\"1767323045\"".getBytes(UTF_8),
                "{\"msec\":\"1e300\",\"status\":\"200\"}".getBytes(UTF_8),
                "192.0.2.1 - - [not a time] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"".getBytes(UTF_8));
        hostile(FRAMES, frames.get((int) (turn % frames.size())));
        hostile(EVENTS, events.get((int) (turn % events.size())));
        hostile(LOGS, logs.get((int) (turn % logs.size())));
    }

    private void hostile(String topic, byte[] value) {
        send(record(topic, "hostile", value), sent -> System.out.println("hostile " + topic + " " + sent.partition() + " " + sent.offset()));
    }

    private void event(String session, String content, long atMs, String state, Consumer<RecordMetadata> acknowledged) {
        String kind = state.equals("p") ? "t" : "ps";
        send(
                record(EVENTS, session, ("e=" + kind + ",sid=\"" + session + "\",cid=\"" + content + "\",ts=" + atMs
                                + ",sta=" + state + ",v=2").getBytes(UTF_8)),
                acknowledged);
    }

    private void line(String host, Consumer<RecordMetadata> acknowledged) {
        long now = System.currentTimeMillis();
        String json = "{\"msec\":\"" + now / 1000 + "." + String.format("%03d", now % 1000)
                + "\",\"request\":\"GET /1.ts HTTP/1.1\",\"status\":\"200\",\"bytes_sent\":\"1000\",\"host\":\"" + host + "\"}";
        ProducerRecord<byte[], byte[]> line = record(LOGS, null, json.getBytes(UTF_8));
        line.headers().add("format", "nginx-json".getBytes(UTF_8));
        send(line, acknowledged);
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String key, byte[] value) {
        return new ProducerRecord<>(topic, key == null ? null : key.getBytes(UTF_8), value);
    }

    private void send(ProducerRecord<byte[], byte[]> record, Consumer<RecordMetadata> acknowledged) {
        producer.send(record, (sent, failure) -> {
            if (failure == null) {
                acknowledged.accept(sent);
            } else {
                failures.incrementAndGet();
                System.out.println("not sent: " + failure);
            }
        });
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The header of a PNG of 60,000 × 60,000 pixels. */
    private static byte[] hugePng() {
        byte[] png = new byte[64];
        byte[] head = {
            (byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, (byte) 0xEA, 0x60, 0, 0, (byte) 0xEA, 0x60, 8, 2
        };
        System.arraycopy(head, 0, png, 0, head.length);
        return png;
    }

    private static byte[] picture() throws IOException {
        BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.LIGHT_GRAY);
        graphics.fillOval(100, 60, 90, 120);
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", out);
        return out.toByteArray();
    }

    private void sleepUntil(long elapsedMs) throws InterruptedException {
        long left = begin + elapsedMs - System.currentTimeMillis();
        if (left > 0) {
            Thread.sleep(left);
        }
    }
}
