package videolab.embedded.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.cli.Broker;
import videolab.cli.LabCommandLine;
import videolab.cli.StatusReporter;
import videolab.contract.EventHeaders;
import videolab.contract.FrameTruth;
import videolab.contract.Json;
import videolab.contract.Topics;
import videolab.embedded.BuiltService;
import videolab.embedded.run.LabRun;
import videolab.processor.StreamProcessor;
import videolab.processor.cdn.CdnService;
import videolab.processor.cdn.CdnSettings;
import videolab.processor.cdn.formats.ReaderSettings;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.DetectorSettings;
import videolab.processor.faces.ExpressionSettings;
import videolab.processor.kpis.FileFormat;
import videolab.processor.kpis.KpiStoreSettings;
import videolab.processor.spark.QueryTrigger;
import videolab.results.dashboard.PageSettings;
import videolab.results.dashboard.library.LibraryFolder;
import videolab.results.reading.Decoders;
import videolab.results.reading.KpiHandler;
import videolab.results.reading.KpiRow;
import videolab.results.reading.RecordReader;
import videolab.source.capture.FrameSources;
import videolab.source.capture.MockCameras;
import videolab.source.cdn.CdnScenario;
import videolab.source.cdn.LogFormat;
import videolab.source.mock.MockScene;

/** The page in a real browser, over the whole lab in this JVM. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ITPage {

    /** Slow enough for a shared machine: this test is of what is shown, and not of how fast. */
    private static final double FRAMES_PER_SECOND = 3;

    /** Five times as fast as Haar, where it is at hand. */
    private static final Path YUNET = Path.of("../../shared/models/face_detection_yunet_2023mar.onnx");

    private static final int BOX_TOLERANCE_PX = 20;
    private static final LocatorAssertions.IsVisibleOptions SOON =
            new LocatorAssertions.IsVisibleOptions().setTimeout(60_000);

    @TempDir
    private static Path folder;

    private static final Map<String, FrameTruth> TRUTH = new ConcurrentHashMap<>();

    private static LabRun lab;
    private static videolab.results.dashboard.Page page;
    private static Browser browser;
    private static String address;

    /** In a process of its own, beside the first tests. */
    private static BuiltService libraryRun;

    @BeforeAll
    static void start() throws InterruptedException, IOException {
        browser = Browser.start();
        Path clips = Files.createDirectories(folder.resolve("clips"));
        for (String clip : List.of("crowd.mp4", "small-and-tilted.mp4")) {
            Files.copy(Path.of("../sample-media", clip), clips.resolve(clip));
        }
        libraryRun = BuiltService.start(
                "stream-processor",
                "page-library.log",
                "library",
                "--input",
                clips.toString(),
                "--output",
                folder.resolve("library").toString(),
                "--every",
                "2",
                "--master",
                "local[1]");
        // What waits longer than the page keeps frames would have no picture, so that a slow machine skips instead.
        AnalyzerSettings analyzer = AnalyzerSettings.with(
                        Files.exists(YUNET) ? DetectorSettings.yunet(YUNET) : DetectorSettings.haar())
                .withExpressions(ExpressionSettings.shipped())
                .withMaxAge(Duration.ofSeconds(3));
        lab = LabRun.start(
                new LabRun.Settings(folder, Optional.empty(), 0, QueryTrigger.parse("realtime"), analyzer, true),
                FrameSources.mock(new MockCameras(
                        "camera",
                        2,
                        new MockScene.Settings(3, 640, 480, FRAMES_PER_SECOND, MockScene.Look.SCORING),
                        null)),
                sentence -> {});
        lab.awaitReading(() -> false);
        page = videolab.results.dashboard.Page.start(PageSettings.local(0), false, broker());
        address = page.address().toString();
        lab.publish(truth -> TRUTH.put(truth.camera() + " " + truth.frame(), truth));
        lab.startAudience();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (page != null) {
            page.close();
        }
        if (lab != null) {
            lab.close();
        }
        if (libraryRun != null) {
            libraryRun.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void noErrorInTheBrowser() {
        browser.closePages();
        assertThat(browser.takeErrors()).isEmpty();
    }

    private static Broker broker() {
        return new Broker(lab.kafka());
    }

    private static Locator button(Page tab, String name) {
        return tab.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void await(BooleanSupplier condition, Page tab) {
        Instant patience = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(patience);
            tab.waitForTimeout(100);
        }
    }

    @Test
    @Order(1)
    void boxesStandWhereTheFacesWereDrawnInThatFrame() {
        Page tab = browser.open(address);
        Locator overlay = tab.locator("article[aria-label='Camera camera-0'] .overlay[data-frame]");
        assertThat(overlay).isVisible(SOON);
        if (Files.exists(YUNET)) { // Haar finds no landmarks
            assertThat(button(tab, "Landmarks")).isVisible(SOON);
        }
        button(tab, "Labels").click();
        int frames = 0;
        int right = 0;
        int named = 0;
        while (frames < 6) {
            button(tab, "Pause").click();
            tab.waitForTimeout(150); // a picture may be on its way to the canvas
            FrameTruth truth = TRUTH.get("camera-0 " + overlay.getAttribute("data-frame"));
            assertThat(truth).isNotNull();
            List<FrameTruth.TruthFace> faces = truth.faces().stream()
                    .filter(face -> hasBoxAround(overlay, face, truth.width()))
                    .toList();
            if (!truth.faces().isEmpty() && !"0".equals(overlay.getAttribute("data-faces"))) {
                frames++;
                right += faces.isEmpty() ? 0 : 1;
                String words = tab.locator("article[aria-label='Camera camera-0'] .now")
                        .textContent();
                named += truth.faces().stream()
                                .anyMatch(face -> words.contains(face.emotion().wireName()))
                        ? 1
                        : 0;
            }
            button(tab, "Paused").click();
            tab.waitForTimeout(1000 / FRAMES_PER_SECOND * 2);
        }
        assertThat(right).isGreaterThanOrEqualTo(5);
        assertThat(named).isGreaterThanOrEqualTo(5);
    }

    /** Looks for an opaque pixel near the middle of each side, on a line from the face's center outwards. */
    private static boolean hasBoxAround(Locator overlay, FrameTruth.TruthFace face, int width) {
        return (boolean) overlay.evaluate(
                """
                (canvas, face) => {
                  const scale = canvas.width / face.frameWidth;
                  const context = canvas.getContext("2d");
                  const opaque = (x, y) => context.getImageData(Math.round(x * scale), Math.round(y * scale), 1, 1).data[3] > 200;
                  const near = (x, y, dx, dy) => {
                    for (let d = -face.tolerance; d <= face.tolerance; d += 0.5) {
                      if (opaque(x + dx * d, y + dy * d)) return true;
                    }
                    return false;
                  };
                  const x = face.x + face.width / 2;
                  const y = face.y + face.height / 2;
                  return near(face.x, y, 1, 0) && near(face.x + face.width, y, 1, 0)
                    && near(x, face.y, 0, 1) && near(x, face.y + face.height, 0, 1);
                }
                """,
                Map.of(
                        "x", face.box().x(),
                        "y", face.box().y(),
                        "width", face.box().width(),
                        "height", face.box().height(),
                        "frameWidth", width,
                        "tolerance", BOX_TOLERANCE_PX));
    }

    private record Received(JsonNode result, BufferedImage picture) {}

    @Test
    @Order(2)
    void blurMeansThatTheReceivedPictureIsBlurred() throws Exception {
        BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        Page tab = browser.open("about:blank");
        tab.onWebSocket(socket -> socket.onFrameReceived(frame -> {
            if (frame.binary() != null) {
                messages.add(frame.binary());
            }
        }));
        tab.navigate(address);
        double sharp = faceDetail(tab, messages);

        button(tab, "Blur faces").click();
        tab.waitForTimeout(2000); // what was on its way
        messages.clear();
        double blurred = faceDetail(tab, messages);

        assertThat(sharp).isGreaterThan(2);
        assertThat(blurred).isLessThan(sharp / 3);
    }

    /** The mean difference of neighbouring pixels within the inner half of the first face that comes. */
    private static double faceDetail(Page tab, BlockingQueue<byte[]> messages) throws Exception {
        Instant patience = Instant.now().plusSeconds(60);
        while (Instant.now().isBefore(patience)) {
            tab.waitForTimeout(100);
            byte[] message = messages.poll();
            if (message == null) {
                continue;
            }
            ByteBuffer buffer = ByteBuffer.wrap(message);
            byte[] json = new byte[buffer.getInt()];
            buffer.get(json);
            JsonNode faces = Json.mapper().readTree(json).at("/result/faces");
            BufferedImage picture =
                    ImageIO.read(new ByteArrayInputStream(message, buffer.position(), buffer.remaining()));
            for (JsonNode face : faces) {
                int x = face.at("/box/x").asInt();
                int y = face.at("/box/y").asInt();
                int size = face.at("/box/width").asInt();
                if (x < 0 || y < 0 || size < 60 || x + size > 640 || y + size > 480) {
                    continue;
                }
                long sum = 0;
                int count = 0;
                for (int row = y + size / 4; row < y + size * 3 / 4; row++) {
                    for (int column = x + size / 4; column < x + size * 3 / 4; column++) {
                        sum += Math.abs((picture.getRGB(column, row) >> 8 & 0xff)
                                - (picture.getRGB(column + 1, row) >> 8 & 0xff));
                        count++;
                    }
                }
                return (double) sum / count;
            }
        }
        throw new AssertionError("no large face came");
    }

    @Test
    @Order(3)
    void aVisitTakesLittle() {
        Page tab = browser.open(address);
        assertThat(tab.locator("#connection")).hasText("Connected");
        int bytes = ((Number)
                        tab.evaluate(
                                """
                () => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
                  .reduce((sum, entry) => sum + entry.transferSize, 0)
                """))
                .intValue();
        System.out.printf("a visit takes %d kB%n", bytes / 1000);
        assertThat(bytes).isBetween(20_000, 300_000);
    }

    @Test
    @Order(10) // its camera ends at once, and its tile stays
    void aHostileCameraNameIsShownAsText() throws Exception {
        String name = "<img src=x onerror=alert(1)>";
        Page tab = browser.open(address);
        List<String> dialogs = new ArrayList<>();
        tab.onDialog(dialog -> {
            dialogs.add(dialog.message());
            dialog.dismiss();
        });
        APIResponse picture = tab.request().get(address + "cameras/camera-0.jpg");
        assertThat(picture.status()).isEqualTo(200);
        byte[] jpeg = picture.body();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                lab.kafka().producer(Map.of()), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.FRAMES.name(), name.getBytes(UTF_8), jpeg))
                    .get();
        }

        Locator tile = tab.locator("article.tile").filter(new Locator.FilterOptions().setHasText(name));
        assertThat(tile).isVisible(SOON);
        assertThat(tab.locator("img[src=x]").count()).isZero();
        assertThat(dialogs).isEmpty();
    }

    @Test
    @Order(4)
    void aRestartedServerIsFoundAgain() {
        int port = page.address().getPort();
        Page tab = browser.open(address);
        Locator pill = tab.locator("#connection");
        assertThat(pill).hasText("Connected");
        assertThat(tab.locator(".overlay[data-frame]").first()).isVisible(SOON);
        String camera = tab.locator("article.tile h2").first().textContent();

        page.close();
        assertThat(pill).containsText("Reconnecting");
        assertThat(tab.locator("#notice")).containsText("lost its server");
        assertThat(tab.locator("article.tile h2").first()).hasText(camera);
        page = videolab.results.dashboard.Page.start(PageSettings.local(port), false, broker());

        assertThat(pill).hasText("Connected", new LocatorAssertions.HasTextOptions().setTimeout(60_000));
        String before = tab.locator(".overlay").first().getAttribute("data-frame");
        await(() -> !before.equals(tab.locator(".overlay").first().getAttribute("data-frame")), tab);
    }

    @Test
    @Order(5)
    void theViewersOwnSessionIsInTheFigures() {
        Page tab = browser.open(address + "#audience");
        Instant played = Instant.now();
        button(tab, "Play").click();
        button(tab, "Stall for 3 s").click();
        Locator own = tab.locator("tr.own");
        assertThat(own).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(120_000));
        System.out.printf(
                "the own session was in the figures after %.1f s%n",
                Duration.between(played, Instant.now()).toMillis() / 1000.0);
        assertThat(own).containsText("you");
        assertThat(tab.locator(".watch .status")).containsText("is in the figures");
        assertThat(tab.locator(".own-figures")).containsText("played");
        String content = own.locator(".text").textContent().replace("you", "").strip();
        button(tab, "Stop").click();
        button(tab, "Leave before start").click();
        button(tab, "Fail").click();

        // The topic says the same: it was no robot, and one attempt.
        List<KpiRow> rows = rows(Topics.AUDIENCE_KPIS.name(), "content");
        assertThat(rows)
                .filteredOn(row -> row.fields().path("content").asText().equals(content))
                .isNotEmpty()
                .anySatisfy(row -> assertThat(row.count("attempts")).isEqualTo(1));
    }

    @Test
    @Order(6)
    void figuresEqualTheTopicsWindow() {
        Page tab = browser.open(address + "#audience");
        Locator window = tab.locator(".summary time").first();
        assertThat(window).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(120_000));
        @SuppressWarnings("unchecked")
        Map<String, String> shown = (Map<String, String>)
                tab.evaluate(
                        """
                () => ({
                  start: document.querySelector(".summary time").getAttribute("datetime"),
                  viewers: document.querySelector("[data-column=concurrent_viewers] strong").textContent,
                  attempts: document.querySelector("[data-column=attempts] strong").textContent,
                  views: document.querySelector("[data-column=views] strong").textContent,
                })
                """);

        KpiRow row = rows(Topics.AUDIENCE_KPIS.name(), "overall").stream()
                .filter(each -> each.windowStart().equals(Instant.parse(shown.get("start"))))
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(shown)
                .containsEntry("viewers", String.valueOf(row.count("concurrent_viewers")))
                .containsEntry("attempts", String.valueOf(row.count("attempts")))
                .containsEntry("views", String.valueOf(row.count("views")));
        // What a figure means is told to whoever cannot hover, too.
        tab.locator("[data-column=rebuffering_ratio]").focus();
        assertThat(tab.locator("[data-column=rebuffering_ratio] .tip")).isVisible();
        assertThat(tab.locator("[data-column=rebuffering_ratio] .tip")).containsText("CTA-2066");
    }

    private static List<KpiRow> rows(String topic, String table) {
        List<KpiRow> rows = new ArrayList<>();
        KpiHandler handler = new KpiHandler() {
            @Override
            public void row(KpiRow row, Instant readAt) {
                if (row.table().equals(table)) {
                    rows.add(row);
                }
            }

            @Override
            public void notice(String sentence) {
                throw new AssertionError(sentence);
            }
        };
        try (RecordReader reader =
                RecordReader.open(broker(), RecordReader.Start.END, Decoders.kpiRows(List.of(topic), handler))) {
            reader.readHistory(any -> false);
        }
        return rows;
    }

    @Test
    @Order(7)
    void theKeyboardIsEnough() {
        Page tab = browser.open(address);
        assertThat(tab.locator(".overlay[data-frame]").first()).isVisible(SOON);
        tab.keyboard().press("Tab"); // the link that skips the head
        assertThat(tab.locator(".skip")).isFocused();
        focusByTab(tab, "Blur faces");
        tab.keyboard().press("Space");
        assertThat(button(tab, "Blur faces")).hasAttribute("aria-pressed", "true");
        assertThat(tab.locator("button.face").first()).isVisible(SOON);
        tab.locator("button.face").first().focus();
        tab.keyboard().press("Enter");
        assertThat(tab.locator("dialog")).isVisible();
        assertThat(tab.locator("dialog .overlay")).hasAttribute("data-frame", Pattern.compile(".+"));
        tab.keyboard().press("Escape");
        assertThat(tab.locator("dialog")).isHidden();

        tab.locator("nav a[href='#audience']").focus();
        tab.keyboard().press("Enter");
        assertThat(tab.locator("h1")).hasText("Audience");
    }

    private static void focusByTab(Page tab, String name) {
        for (int presses = 0; presses < 30; presses++) {
            tab.keyboard().press("Tab");
            if (name.equals(tab.evaluate("document.activeElement.textContent"))) {
                return;
            }
        }
        throw new AssertionError("the keyboard does not reach " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "audience", "cdn", "system"})
    @Order(8)
    void aNarrowWindowShowsEverythingWithoutScrollingSideways(String view) {
        Page tab = browser.open(address + "#" + view, 360, 740, ColorScheme.DARK);
        assertThat(tab.locator("h1")).isVisible(SOON);
        tab.waitForTimeout(1500);

        assertThat((int) tab.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
    }

    @Test
    @Order(13)
    void theLibrarysVideosPlayAndTheirLabelsLeadToTheirTimes() throws Exception {
        assertThat(libraryRun.exitCode()).isZero();
        Path clips = folder.resolve("clips");
        // What no browser can play.
        Files.write(clips.resolve("small-and-tilted.mp4"), new byte[100_000]);
        PageSettings settings = new PageSettings(
                "127.0.0.1",
                0,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.of(new LibraryFolder(folder.resolve("library"), List.of(clips))),
                Optional.empty());
        try (videolab.results.dashboard.Page page = videolab.results.dashboard.Page.start(settings, false, broker())) {
            String address = page.address().toString();
            Page tab = browser.open(address, 360, 740, ColorScheme.DARK);
            tab.locator("nav a[href='#library']").click();
            Locator cards = tab.locator("a.video");
            assertThat(cards).hasCount(2);
            assertThat(tab.locator(".label-bar")).containsText("Face");
            tab.getByRole(AriaRole.SEARCHBOX).fill("zebra");
            assertThat(cards).hasCount(0);
            tab.locator(".label-bar").click();
            assertThat(cards).hasCount(2);
            await(() -> (boolean) cards.locator("img").first().evaluate("image => image.naturalWidth > 0"), tab);
            assertThat((int) tab.evaluate("document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(360);
            axe(tab, "library");

            cards.filter(new Locator.FilterOptions().setHasText("crowd.mp4")).click();
            Locator video = tab.locator(".screen video");
            await(() -> (boolean) video.evaluate("video => video.readyState > 0"), tab);
            Locator track = tab.locator(".timeline .track").first();
            double width = track.boundingBox().width;
            track.click(new Locator.ClickOptions().setPosition(width * 0.75, 1));
            await(() -> (boolean) video.evaluate("video => Math.abs(video.currentTime - 9) < 0.5"), tab);
            tab.locator(".segment").first().focus();
            tab.keyboard().press("Enter");
            await(() -> (boolean) video.evaluate("video => video.currentTime < 2.1"), tab);
            assertThat((int) tab.evaluate("document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(360);
            axe(tab, "video");
            String file = (String) video.evaluate("video => video.src");
            APIResponse range = tab.request().get(file, RequestOptions.create().setHeader("Range", "bytes=100-199"));
            assertThat(range.status()).isEqualTo(206);
            assertThat(range.body())
                    .isEqualTo(Arrays.copyOfRange(Files.readAllBytes(clips.resolve("crowd.mp4")), 100, 200));

            tab.locator(".video-detail a.plain").click();
            cards.filter(new Locator.FilterOptions().setHasText("small-and-tilted.mp4"))
                    .click();
            Locator shot = tab.locator(".screen img");
            assertThat(shot).isVisible(SOON);
            await(() -> (boolean) shot.evaluate("image => image.naturalWidth > 0"), tab);
            tab.locator(".screen input").focus();
            tab.keyboard().press("End");
            assertThat(tab.locator(".screen input")).hasAttribute("aria-valuetext", Pattern.compile("0:1[12]"));
            await(
                    () -> (boolean)
                            tab.evaluate("parseFloat(document.querySelector('.cursor').style.insetInlineStart) > 95"),
                    tab);
        }
        browser.takeErrors(); // that the second video cannot be played
    }

    @Test
    @Order(15)
    void theLibrarysReportIsReadFromTheDiskAlone() throws Exception {
        assertThat(libraryRun.exitCode()).isZero();
        Path library = folder.resolve("library");
        int exitCode =
                LabCommandLine.of(new StreamProcessor()).execute("library-report", "--library", library.toString());
        assertThat(exitCode).isZero();

        Page tab = browser.open(library.resolve("report/index.html").toUri().toString(), 360, 740, ColorScheme.DARK);

        assertThat(tab.getByText("Top 10 Most Common").first()).isVisible();
        assertThat((List<?>) tab.evaluate("[...document.querySelectorAll('[src], [href]')]"
                        + ".map(each => each.src || each.href).filter(address => !address.startsWith('file:'))"))
                .isEmpty();
        tab.evaluate("document.querySelectorAll('img').forEach(image => image.loading = 'eager')");
        tab.locator("summary").all().forEach(Locator::click);
        await(
                () -> (boolean) tab.evaluate("document.images.length > 3"
                        + " && [...document.images].every(image => image.complete && image.naturalWidth > 0)"),
                tab);
        Locator videos = tab.locator("article.video");
        assertThat(videos.filter(new Locator.FilterOptions().setVisible(true))).hasCount(2);
        assertThat(videos.locator("svg rect").first()).isVisible();
        tab.getByRole(AriaRole.SEARCHBOX).fill("crowd face");
        assertThat(videos.filter(new Locator.FilterOptions().setVisible(true))).hasCount(1);
        tab.getByRole(AriaRole.SEARCHBOX).fill("zebra");
        assertThat(videos.filter(new Locator.FilterOptions().setVisible(true))).hasCount(0);
        assertThat((int) tab.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
        axe(tab, "report");
        assertThat(browser.takeErrors()).isEmpty();
    }

    @Test
    @Order(14)
    void cdnFiguresEqualTheTopicsWindow() throws Exception {
        CdnScenario scenario = CdnScenario.of(
                500,
                7,
                Instant.now().minusSeconds(120),
                Duration.ofMinutes(1),
                Duration.ofSeconds(30),
                List.of(LogFormat.values()));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                lab.kafka().producer(Map.of()), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (CdnScenario.Value value : scenario.values()) {
                ProducerRecord<byte[], byte[]> log = new ProducerRecord<>(Topics.CDN_LOGS.name(), null, value.bytes());
                log.headers().add(EventHeaders.FORMAT, value.format().header().getBytes(UTF_8));
                producer.send(log);
            }
        }
        CdnSettings settings = new CdnSettings(
                lab.kafka(),
                Topics.CDN_LOGS.name(),
                QueryTrigger.parse("available-now"),
                folder.resolve("cdn").toUri().toString(),
                1_000_000,
                Duration.ofSeconds(30),
                Duration.ofSeconds(45),
                ReaderSettings.DEFAULT,
                new KpiStoreSettings(lab.kafka(), Topics.CDN_KPIS.name(), Optional.empty(), Set.of(FileFormat.PARQUET)),
                Optional.empty());
        Page tab = browser.open(address + "#cdn");
        assertThat(tab.getByText("No window of CDN figures yet")).isVisible();
        try (CdnService service = CdnService.start(SparkSession.active(), settings)) {
            service.end().get();
        }

        Locator requests = tab.locator("[data-column=requests] strong");
        assertThat(requests).isVisible(SOON);
        Instant window = Instant.parse(tab.locator(".summary time").first().getAttribute("datetime"));
        KpiRow row = rows(Topics.CDN_KPIS.name(), "cdn-overall").stream()
                .filter(each -> each.windowStart().equals(window))
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(requests).hasText(String.valueOf(row.count("requests")));
        Locator shares = tab.locator("tbody tr");
        assertThat(shares.first()).isVisible();
        assertThat(shares.count()).isGreaterThan(1);
        axe(tab, "cdn");
    }

    @Test
    @Order(10)
    void whatRunsIsSeen() {
        try (StatusReporter reporter = StatusReporter.start(
                lab.kafka(), "test service", () -> Map.of("restarts", "faces 2", "detector", "any"))) {
            Page tab = browser.open(address + "#system");

            assertThat(tab.locator("section[aria-label=Services] tbody tr").first())
                    .containsText("test service", new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));
            assertThat(tab.locator("section[aria-label=Services] .fact").first())
                    .hasText("restarts faces 2");
            Locator partitions = tab.locator("section[aria-label^='Frames waiting'] tbody tr");
            assertThat(partitions).hasCount(2);
            assertThat(tab.locator("section[aria-label^=Cameras] tbody tr").first())
                    .containsText("camera-0");
        }
    }

    @Test
    @Order(11)
    void theLinesOfTheDocumentationWork() throws Exception {
        String documentation = Files.readString(Path.of("../docs/http.md"));
        List<String> lines = documentation
                .lines()
                .filter(line -> line.startsWith("curl -fsS"))
                .map(line -> line.replace("http://127.0.0.1:8088/", address))
                .toList();
        assertThat(lines).hasSizeGreaterThan(8);

        for (String line : lines) {
            Process process = new ProcessBuilder("bash", "-c", line + " > answer")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(line + "\n" + output).isZero();
        }
        assertThat(ImageIO.read(folder.resolve("blurred.jpg").toFile()).getWidth())
                .isEqualTo(640);
    }

    @Test
    @Order(12)
    void prometheusAcceptsTheMetricsAndTheBoardAsksForThem() throws Exception {
        Path promtool = Path.of("/usr/bin/promtool");
        assumeTrue(Files.isExecutable(promtool), "no promtool: apt-get install prometheus");
        Path metrics = folder.resolve("metrics");
        run("curl -fsS " + address + "metrics -o " + metrics);

        run("promtool check metrics < " + metrics);
        run("promtool check config ../monitoring/prometheus.yml");
        String scraped = Files.readString(metrics);
        assertThat(scraped).contains("video_lab_frames_total{camera=\"camera-0\",outcome=\"analyzed\"}");
        List<String> names = new ArrayList<>();
        for (JsonNode expression : Json.mapper()
                .readTree(Path.of("../monitoring/grafana/dashboards/video-lab.json")
                        .toFile())
                .findValues("expr")) {
            names.addAll(names(expression.asText()));
        }
        names.addAll(names(Files.readString(Path.of("../monitoring/alerts.yml"))));
        assertThat(names).hasSizeGreaterThan(15).allSatisfy(name -> assertThat(scraped)
                .containsPattern("(?m)^" + name + "[ {]"));
    }

    private static List<String> names(String expressions) {
        return Pattern.compile("\\b(video_lab|jvm)_[a-z0-9_]+")
                .matcher(expressions)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static void run(String command) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(command + "\n" + output).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    @Order(9)
    void axeFindsNothingSerious(ColorScheme scheme) throws Exception {
        for (String view : List.of("live", "audience", "cdn", "system")) {
            Page tab = browser.open(address + "#" + view, 1280, 900, scheme);
            assertThat(tab.locator("h1")).isVisible(SOON);
            tab.waitForTimeout(1500);
            axe(tab, view);
        }
    }

    private static void axe(Page tab, String view) throws IOException {
        try (InputStream in =
                ITPage.class.getResourceAsStream("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
            tab.evaluate(new String(in.readAllBytes(), UTF_8));
        }
        String found = (String)
                tab.evaluate(
                        """
                async () => JSON.stringify((await axe.run()).violations
                  .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
                  .map((violation) => ({ id: violation.id, where: violation.nodes.map((node) => node.html) })))
                """);
        assertThat(found).as(view).isEqualTo("[]");
    }
}
