package videolab.embedded.players;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.contract.EventHeaders;
import videolab.contract.Topics;
import videolab.embedded.audience.KpiOutputs;
import videolab.embedded.audience.KpiRows;
import videolab.embedded.run.EmbeddedBroker;
import videolab.processor.audience.AudienceService;
import videolab.processor.audience.AudienceSettings;
import videolab.processor.audience.sessions.SessionRules;
import videolab.processor.kpis.KpiStoreSettings;
import videolab.processor.spark.LabSpark;
import videolab.processor.spark.QueryTrigger;
import videolab.source.collect.Collector;
import videolab.source.collect.CollectorSettings;
import videolab.source.mock.MockScene;
import videolab.source.render.MockClip;
import videolab.source.render.PictureType;

/** hls.js, Shaka and dash.js in Chromium, through collector and pipeline: its rows against what the pages have seen. */
@Tag("alone")
class ITPlayers {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final String USER_AGENT =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";

    private static final double FRAMES_PER_SECOND = 15;
    private static final Map<String, Integer> SECONDS = Map.of("first", 32, "second", 8);

    /** As the players report. */
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> PLAYERS = List.of("hls", "shaka", "dash");

    /** What the pipeline says where a page says that the next item began, the end was seen, or the page was left. */
    private static final Map<String, String> END = Map.of("next", "aborted", "ended", "ended", "left", "timeout");

    @TempDir
    private Path folder;

    @Test
    void whatThePipelineReportsIsWhatTheViewersSaw() throws Exception {
        assumeTrue(Files.isExecutable(CHROMIUM), "no Chromium: apt-get install chromium");
        Map<String, byte[]> code = Map.of(
                "hls.js", NpmPackages.read(NpmPackages.Code.HLS),
                "shaka.js", NpmPackages.read(NpmPackages.Code.SHAKA),
                "dash.js", NpmPackages.read(NpmPackages.Code.DASH));
        render();
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            List<JsonNode> measured;
            try (Collector collector = Collector.start(
                            new CollectorSettings(
                                    "127.0.0.1",
                                    0,
                                    Topics.PLAYER_EVENTS.name(),
                                    Set.of(),
                                    Optional.empty(),
                                    0,
                                    CollectorSettings.PER_SECOND),
                            broker.kafka());
                    Origin origin = new Origin(folder.resolve("streams"), code)) {
                play(origin, collector.address().toString());
                measured = origin.measured();
                sendAccessLog(origin.log(), broker);
            }
            KpiRows rows = pipeline(broker);
            compare(measured, rows);
        }
    }

    private static void compare(List<JsonNode> measured, KpiRows rows) {
        List<JsonNode> sessions = rows.rows(KpiRows.SESSIONS);
        SoftAssertions softly = new SoftAssertions();
        StringBuilder errors = new StringBuilder();
        for (JsonNode seen : measured) {
            if (seen.path("viewer").asText().equals("robot")) {
                continue;
            }
            String name =
                    seen.path("session").asText() + " " + seen.path("content").asText();
            List<JsonNode> told = sessions.stream()
                    .filter(row -> (row.path("session").asText() + " "
                                    + row.path("content").asText())
                            .equals(name))
                    .toList();
            softly.assertThat(told).as(name + ": one row").hasSize(1);
            softly.assertThat(seen.path("notes")).as(name + ": notes").isEmpty();
            if (told.size() == 1) {
                compare(name, seen, told.get(0), softly);
                if (seen.path("version").asInt() == 1) {
                    errors.append(String.format(
                            "%s: start-up %d ms, told %d ms; played %d ms, told %d ms%n",
                            name,
                            seen.path("startupMs").asLong(),
                            told.get(0).path("startup_ms").asLong(),
                            seen.path("playMs").asLong(),
                            told.get(0).path("play_ms").asLong()));
                }
            }
        }
        System.err.print(errors);
        long viewings = measured.stream()
                .filter(seen -> !seen.path("viewer").asText().equals("robot"))
                .count();
        softly.assertThat(rows.sum("overall", "attempts")).as("attempts").isEqualTo(viewings);
        softly.assertThat(rows.sum("overall", "views")).as("views").isEqualTo(viewings);
        softly.assertThat(rows.sum("overall", "bot_sessions")).as("robots").isPositive();
        softly.assertThat(sessions.stream().filter(row -> row.path("bot").asBoolean()))
                .extracting(row -> row.path("session").asText())
                .containsExactly("robot-leave");
        softly.assertAll();
    }

    private static void compare(String name, JsonNode seen, JsonNode told, SoftAssertions softly) {
        boolean version1 = seen.path("version").asInt() == 1;
        // Version 1 tells no end.
        boolean isFollowed = seen.path("end").asText().equals("next");
        softly.assertThat(told.path("bot").asBoolean()).as(name + ": bot").isFalse();
        softly.assertThat(told.path("end_reason").asText())
                .as(name + ": end")
                .isEqualTo(
                        version1 && !isFollowed
                                ? "timeout"
                                : END.get(seen.path("end").asText()));
        if (version1) {
            softly.assertThat(told.path("estimated").asBoolean())
                    .as(name + ": estimated")
                    .isTrue();
            softly.assertThat(told.path("stall_ms").asLong())
                    .as(name + ": stall_ms")
                    .isZero();
            return;
        }
        softly.assertThat(told.path("estimated").asBoolean())
                .as(name + ": estimated")
                .isFalse();
        softly.assertThat(told.path("stalls").asInt())
                .as(name + ": stalls")
                .isEqualTo(seen.path("stalls").asInt());
        int seeks = seen.path("seeks").asInt();
        if (seen.path("sought").asBoolean()) {
            // The player jumped a gap as it began, and tells that before its first frame, where no start-up is known
            // then,
            // or just after it, as one more seek.
            softly.assertThat(told.path("seeks").asInt()).as(name + ": seeks").isBetween(seeks, seeks + 1);
            if (!told.path("startup_ms").isNull()) {
                softly.assertThat(told.path("startup_ms").asLong())
                        .as(name + ": start-up with a seek")
                        .isBetween(1L, seen.path("startupMs").asLong() + 250);
            }
        } else {
            softly.assertThat(told.path("seeks").asInt()).as(name + ": seeks").isEqualTo(seeks);
            near(
                    name + ": start-up",
                    seen.path("startupMs").asLong(),
                    told.path("startup_ms").asLong(-1),
                    0,
                    softly);
        }
        near(
                name + ": stalled",
                seen.path("stallMs").asLong(),
                told.path("stall_ms").asLong(),
                0,
                softly);
        // No player tells that its page is left.
        long untold = seen.path("end").asText().equals("left") ? INTERVAL.toMillis() : 0;
        near(
                name + ": played",
                seen.path("playMs").asLong(),
                told.path("play_ms").asLong(),
                untold,
                softly);
    }

    private static void near(String name, long seenMs, long toldMs, long untoldMs, SoftAssertions softly) {
        long tolerance = Math.max(250, seenMs / 50);
        softly.assertThat(toldMs).as(name).isBetween(seenMs - tolerance - untoldMs, seenMs + tolerance);
    }

    private void render() throws Exception {
        for (Map.Entry<String, Integer> content : SECONDS.entrySet()) {
            Path playlist = Files.createDirectories(folder.resolve("streams").resolve(content.getKey()))
                    .resolve("stream.m3u8");
            new MockClip(
                            "camera",
                            new MockScene.Settings(3, 256, 144, FRAMES_PER_SECOND, MockScene.Look.SCORING),
                            (long) (content.getValue() * FRAMES_PER_SECOND))
                    .render(playlist, PictureType.JPEG, truth -> {});
        }
    }

    private void play(Origin origin, String collector) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        try (Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(CHROMIUM)
                                .setArgs(List.of(
                                        "--no-sandbox",
                                        "--disable-gpu",
                                        "--no-first-run",
                                        "--autoplay-policy=no-user-gesture-required",
                                        "--disable-background-timer-throttling",
                                        "--disable-renderer-backgrounding",
                                        "--disable-backgrounding-occluded-windows",
                                        "--disable-background-networking",
                                        "--disable-component-update",
                                        "--disable-sync")))) {
            BrowserContext viewers = browser.newContext(new Browser.NewContextOptions().setUserAgent(USER_AGENT));
            List<String> names = new ArrayList<>();
            for (String player : PLAYERS) {
                for (int version : List.of(1, 2)) {
                    names.add(player + version);
                    open(viewers, origin, collector, player, version, player + version, "all");
                }
            }
            names.add("robot");
            open(browser.newContext(), origin, collector, "hls", 2, "robot", "leave");
            Page pump = viewers.newPage();
            Instant patience = Instant.now().plus(PATIENCE);
            while (!origin.over().containsAll(names)) {
                assertThat(Instant.now())
                        .as("over: " + origin.over() + " " + origin.measured())
                        .isBefore(patience);
                pump.waitForTimeout(200);
            }
        }
    }

    private static void open(
            BrowserContext context,
            Origin origin,
            String collector,
            String player,
            int version,
            String viewer,
            String part) {
        Page page = context.newPage();
        page.onPageError(error -> System.err.println(viewer + ": " + error));
        page.navigate(origin.address() + "/player.html?player=" + player + "&version=" + version + "&viewer=" + viewer
                + "&part=" + part + "&collector=" + URLEncoder.encode(collector, UTF_8));
    }

    /** As a shipper of logs does: version 1 comes with the requests for the stream. */
    private static void sendAccessLog(List<Origin.Access> log, EmbeddedBroker broker) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (Origin.Access line : log) {
                if (line.url().matches("/streams/[a-z]+1/.*CMCD=.*")) {
                    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                            Topics.PLAYER_EVENTS.name(), null, line.url().getBytes(UTF_8));
                    record.headers()
                            .add(EventHeaders.FORMAT, "cmcd1".getBytes(UTF_8))
                            .add(
                                    EventHeaders.RECEIVED_AT,
                                    String.valueOf(line.receivedAt()).getBytes(UTF_8))
                            .add(EventHeaders.USER_AGENT, line.userAgent().getBytes(UTF_8));
                    producer.send(record);
                }
            }
        }
    }

    /** Works off the topic once, when the silence of those who left is long enough. */
    private KpiRows pipeline(EmbeddedBroker broker) throws Exception {
        SessionRules rules = new SessionRules(INTERVAL, INTERVAL, INTERVAL);
        TimeUnit.MILLISECONDS.sleep(INTERVAL.toMillis() * 6);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            // Nobody: it moves the watermark.
            producer.send(new ProducerRecord<>(
                    Topics.PLAYER_EVENTS.name(),
                    null,
                    ("e=t,sid=\"flush\",ts=" + System.currentTimeMillis()).getBytes(UTF_8)));
        }
        try (SparkSession spark = LabSpark.open("players", "local[2]", false);
                AudienceService service = AudienceService.start(
                        spark,
                        new AudienceSettings(
                                broker.kafka(),
                                Topics.PLAYER_EVENTS.name(),
                                QueryTrigger.parse("available-now"),
                                folder.resolve("checkpoint").toString(),
                                1_000_000,
                                rules,
                                new KpiStoreSettings(
                                        broker.kafka(), Topics.AUDIENCE_KPIS.name(), Optional.empty(), Set.of()),
                                Optional.empty(),
                                "00".repeat(32),
                                false))) {
            service.end().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        return KpiOutputs.ofTopic(broker.bootstrap(), Topics.AUDIENCE_KPIS.name());
    }
}
