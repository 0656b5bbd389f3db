package videolab.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.LabCommandLine;
import videolab.contract.Json;
import videolab.contract.Topics;
import videolab.embedded.run.EmbeddedBroker;
import videolab.results.ResultConsumer;

/** {@code results kpis} at a real broker. */
class ITKpis {

    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String AUDIENCE = Topics.AUDIENCE_KPIS.name();

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static KafkaProducer<byte[], byte[]> producer;

    private record Run(int exitCode, String out, String err) {}

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(folder, 0);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        broker.close();
    }

    @Test
    void theLatestWindowsAreFoundThoughTheyAreHoursOldAndNewOnesAreFollowed() throws Exception {
        assertThat(kpis().exitCode()).isEqualTo(LabCommandLine.FAILED);
        assertThat(kpis().err())
                .hasLineCount(1)
                .contains("no KPI row on audience-kpis, cdn-kpis at " + broker.bootstrap(), "./lab process audience");

        Instant hoursAgo =
                Instant.ofEpochSecond(Instant.now().getEpochSecond() / 30 * 30).minus(Duration.ofHours(3));
        for (int window = 0; window < 50; window++) {
            write(AUDIENCE, hoursAgo.plus(WINDOW.multipliedBy(window)), "overall", window);
            write(AUDIENCE, hoursAgo.plus(WINDOW.multipliedBy(window)), "geo", window);
        }
        // Once more, as after a crash: this is the one that counts.
        write(AUDIENCE, hoursAgo.plus(WINDOW.multipliedBy(49)), "overall", 4900);
        write(Topics.CDN_KPIS.name(), hoursAgo, "cdn-overall", 77);

        Run both = kpis();
        assertThat(both.exitCode()).as(both.err()).isZero();
        assertThat(both.out().lines().filter(line -> line.contains("-kpis  "))).hasSize(2);
        assertThat(both.out()).contains("4,900", "geo", "cdn-overall", "77").doesNotContain("\u001b");

        Run two = kpis("--topic", AUDIENCE, "--window", "2", "--table", "overall", "--json");
        assertThat(two.out().lines()).hasSize(2);
        assertThat(Json.mapper()
                        .readTree(two.out().lines().toList().get(1))
                        .path("attempts")
                        .asInt())
                .isEqualTo(4900);

        StringWriter out = new StringWriter();
        Thread following = new Thread(
                () -> kpis(out, new StringWriter(), "--topic", AUDIENCE, "--follow", "--json", "--table", "overall"));
        following.start();
        awaitLines(out, 1);
        write(AUDIENCE, hoursAgo.plus(WINDOW.multipliedBy(50)), "overall", 50);
        awaitLines(out, 2);
        following.interrupt();
        following.join(PATIENCE.toMillis());
        assertThat(following.isAlive()).as("ends when it is interrupted").isFalse();
        assertThat(out.toString().lines()).hasSize(2).last().asString().contains("\"attempts\":50");
    }

    private static void awaitLines(StringWriter out, int lines) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (out.toString().lines().count() < lines) {
            assertThat(Instant.now()).as(out.toString()).isBefore(end);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static void write(String topic, Instant start, String table, long number) throws Exception {
        ObjectNode row = Json.mapper().createObjectNode();
        row.put("schema", 1).put("table", table);
        row.set("window_start", Json.mapper().valueToTree(start));
        row.set("window_end", Json.mapper().valueToTree(start.plus(WINDOW)));
        row.set("emitted_at", Json.mapper().valueToTree(start.plus(WINDOW.multipliedBy(3))));
        if (table.equals("geo")) {
            row.put("country", "FR").put("region", "\u001b[2J");
        }
        row.put("attempts", number).put("requests", number);
        String key = row.path("window_start").textValue() + "|" + table;
        producer.send(new ProducerRecord<>(
                        topic,
                        null,
                        start.plus(WINDOW.multipliedBy(3)).toEpochMilli(),
                        key.getBytes(UTF_8),
                        Json.bytes(row)))
                .get();
    }

    private static Run kpis(String... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        return new Run(kpis(out, err, options), out.toString(), err.toString());
    }

    private static int kpis(StringWriter out, StringWriter err, String... options) {
        String[] args = new String[options.length + 3];
        args[0] = "kpis";
        args[1] = "--bootstrap";
        args[2] = broker.bootstrap();
        System.arraycopy(options, 0, args, 3, options.length);
        return LabCommandLine.of(new ResultConsumer())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }
}
