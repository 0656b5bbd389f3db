package videolab.processor.faces;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static videolab.processor.faces.Records.NOW;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import videolab.contract.Box;
import videolab.contract.FrameResult;
import videolab.contract.PictureHeader;
import videolab.source.mock.DrawnFace;

class FrameAnalyzerTest {

    private static final AnalyzerSettings SETTINGS = AnalyzerSettings.with(DetectorSettings.haar())
            .withExpressions(ExpressionSettings.shipped())
            .withMaxAge(Duration.ofSeconds(2));

    private static FrameAnalyzer analyzer;

    @BeforeAll
    static void open() {
        analyzer = new FrameAnalyzer(SETTINGS);
    }

    @AfterAll
    static void close() {
        analyzer.close();
    }

    @Test
    void findsADrawnFaceWhereItWasDrawn() {
        Pictures.Scene scene = Pictures.sceneWithLargeFace();

        FrameOutcome.Analyzed analyzed = analyzed(scene.png());

        DrawnFace largest = scene.faces().stream()
                .max((a, b) -> Integer.compare(a.height(), b.height()))
                .orElseThrow();
        Box drawn = new Box(largest.x(), largest.y(), largest.width(), largest.height());
        assertThat(analyzed.result().faces())
                .anySatisfy(face -> assertThat(face.box().iou(drawn)).isGreaterThan(0.4));
        assertThat(analyzed.crops()).hasSameSizeAs(analyzed.result().faces());
        assertThat(analyzed.crops())
                .allSatisfy(crop -> assertThat(PictureHeader.of(crop).format()).isEqualTo(PictureHeader.Format.JPEG));
        assertThat(analyzed.result().width()).isEqualTo(640);
        assertThat(analyzed.result().models().detector()).isEqualTo("haar");
    }

    @Test
    void aRawFrameMayBeginWithTheBytesOfAJpeg() {
        byte[] raw = new byte[640 * 480 * 3];
        raw[0] = (byte) 0xFF;
        raw[1] = (byte) 0xD8;
        assertThat(analyzed(raw).result().height()).isEqualTo(480);
    }

    @Test
    void withoutEmotionsAFaceIsABox() {
        AnalyzerSettings boxes = AnalyzerSettings.with(DetectorSettings.haar());
        try (FrameAnalyzer plain = new FrameAnalyzer(boxes)) {
            FrameRecord frame =
                    Records.withHeaders(Pictures.sceneWithLargeFace().png(), NOW);

            assertThat(plain.models().emotion()).isNull();
            assertThat(plain.description()).isEqualTo("detector haar (400 px, opencv), emotion model none");
            assertThat(plain.analyze(frame, NOW)).isInstanceOfSatisfying(FrameOutcome.Analyzed.class, analyzed -> {
                assertThat(analyzed.result().faces()).isNotEmpty();
                assertThat(analyzed.result().faces()).allSatisfy(face -> {
                    assertThat(face.emotion()).isNull();
                    assertThat(face.emotions()).isEmpty();
                });
            });
        }
    }

    @Test
    void keepsNothingFromFrameToFrame() {
        byte[] picture = Pictures.sceneWithLargeFace().png();
        FrameResult first = analyzed(picture).result();
        analyzed(Pictures.grey("jpg", 320, 240));

        assertThat(analyzed(picture).result().faces()).isEqualTo(first.faces());
    }

    @Test
    void aPictureWithoutFacesHasAResultWithoutFaces() {
        assertThat(analyzed(Pictures.grey("jpg", 320, 240)).result().faces()).isEmpty();
    }

    @Test
    void picturesOfOnePixelAndOfExtremeFormAreAnalysed() {
        assertThat(analyzed(Pictures.grey("png", 1, 1)).result().faces()).isEmpty();
        assertThat(analyzed(Pictures.grey("png", 3000, 2)).result().faces()).isEmpty();
    }

    @Test
    void headerlessBytesOfTheRightNumberAreARawFrame() {
        assertThat(analyzed(new byte[640 * 480 * 3]).result().height()).isEqualTo(480);
    }

    @Test
    void aStaleFrameIsSkippedWithoutLookingAtIt() {
        FrameRecord old = Records.withHeaders("no picture".getBytes(UTF_8), NOW.minusSeconds(30), "frame-id", "1-1");

        assertThat(analyzer.analyze(old, NOW)).isInstanceOfSatisfying(FrameOutcome.Skipped.class, skipped -> {
            assertThat(skipped.result().skipped()).isEqualTo("stale");
            assertThat(skipped.result().frame()).isEqualTo("1-1");
            assertThat(skipped.result().width()).isNull();
        });
    }

    @Test
    void maxAgeZeroNeverSkips() {
        AnalyzerSettings patient =
                AnalyzerSettings.with(DetectorSettings.haar()).withExpressions(ExpressionSettings.shipped());
        try (FrameAnalyzer never = new FrameAnalyzer(patient)) {
            FrameRecord old = Records.withHeaders(Pictures.grey("jpg", 32, 32), NOW.minusSeconds(3600));

            assertThat(never.analyze(old, NOW)).isInstanceOf(FrameOutcome.Analyzed.class);
        }
    }

    @Test
    void aFrameToKeepIsNeverStale() {
        FrameRecord old = Records.withHeaders(Pictures.grey("jpg", 32, 32), NOW.minusSeconds(3600), "keep", "1");

        assertThat(analyzer.analyze(old, NOW)).isInstanceOf(FrameOutcome.Analyzed.class);
    }

    @Test
    void theJsonOfTheTutorialsIsAnalyzed() {
        byte[] bgr = new byte[60 * 40 * 3];
        assertThat(analyzed(FramePayloadTest.json(40, 60, "16", bgr)).result()).satisfies(result -> {
            assertThat(result.width()).isEqualTo(60);
            assertThat(result.height()).isEqualTo(40);
            assertThat(result.camera()).isEqualTo("vid-01");
        });
        assertThat(analyzed(FramePayloadTest.json(40, 60, "0", new byte[60 * 40]))
                        .result()
                        .width())
                .isEqualTo(60);
        assertThat(analyzed(FramePayloadTest.json(40, 60, "24", new byte[60 * 40 * 4]))
                        .result()
                        .width())
                .isEqualTo(60);
        byte[] png = Pictures.sceneWithLargeFace().png();
        assertThat(analyzed(FramePayloadTest.json(480, 640, "16", png)).result().faces())
                .isEqualTo(analyzed(png).result().faces())
                .isNotEmpty();
    }

    @Test
    void aCameraWhosePicturesTakeSecondsIsSkippedForAWhile() {
        SlowDecodes slow = new SlowDecodes();
        for (int i = 0; i < SlowDecodes.AGAIN; i++) {
            slow.decoded("camera-7", SlowDecodes.LIMIT.plusMillis(1), NOW);
        }
        byte[] picture = Pictures.grey("jpg", 64, 48);
        FrameRecord live = Records.withHeaders(picture, NOW);
        FrameRecord kept = Records.withHeaders(picture, NOW, "keep", "1");

        try (FrameAnalyzer live2s = new FrameAnalyzer(SETTINGS, new Freshness(SETTINGS.maxAge()), slow);
                FrameAnalyzer patient =
                        new FrameAnalyzer(SETTINGS.withMaxAge(Duration.ZERO), new Freshness(Duration.ZERO), slow)) {
            assertThat(live2s.analyze(live, NOW))
                    .isInstanceOfSatisfying(
                            FrameOutcome.Skipped.class,
                            skipped -> assertThat(skipped.result().skipped()).isEqualTo(FrameResult.SLOW));
            assertThat(live2s.analyze(Records.bare(picture), NOW)).isInstanceOf(FrameOutcome.Analyzed.class);
            assertThat(patient.analyze(live, NOW)).isInstanceOf(FrameOutcome.Analyzed.class);
            slow.decoded("camera-7", SlowDecodes.LIMIT.plusMillis(1), NOW);
            assertThat(live2s.analyze(kept, NOW)).isInstanceOf(FrameOutcome.Analyzed.class);
            assertThat(live2s.analyze(live, NOW)).isInstanceOf(FrameOutcome.Analyzed.class);
        }
    }

    /** A phone's photograph; two at once. */
    @Test
    void aPictureOfFiftyMegapixelsIsAnalyzed() throws Exception {
        byte[] large = Pictures.grey("jpg", 8192, 6144);
        try (FrameAnalyzer other = new FrameAnalyzer(SETTINGS)) {
            CompletableFuture<FrameOutcome> beside =
                    CompletableFuture.supplyAsync(() -> other.analyze(Records.bare(large), NOW));

            assertThat(analyzed(large).result().width()).isEqualTo(8192);
            assertThat(beside.get()).isInstanceOf(FrameOutcome.Analyzed.class);
        }
    }

    @Test
    void aRawPictureIsNoLargerThanAllowed() {
        try (FrameAnalyzer small = new FrameAnalyzer(SETTINGS.withMaxPixels(100))) {
            FrameRecord frame = Records.bare(FramePayloadTest.json(40, 60, "0", new byte[60 * 40]));

            assertThat(small.analyze(frame, NOW))
                    .isInstanceOfSatisfying(FrameOutcome.Rejected.class, rejected -> assertThat(rejected.reason())
                            .isEqualTo("raw picture of 60x40 pixels, more than --max-pixels 100"));
        }
    }

    @Test
    void whatCannotBeReadIsRejectedWithItsReason() {
        assertRejected(null, "empty value");
        assertRejected("{}".getBytes(UTF_8), "accepted is {\"cameraId\"");
        assertRejected(new byte[0], "empty value");
        assertRejected("hello".getBytes(UTF_8), "5 bytes of text");
        assertRejected(Pictures.grey("gif", 20, 20), "a GIF");
        assertRejected(Pictures.firstHalf(Pictures.grey("jpg", 200, 200)), "truncated JPEG");
        assertRejected(
                Pictures.jpegClaiming(20_000, 20_000), "JPEG of 20000x20000 pixels, more than --max-pixels 100000000");
    }

    private static FrameOutcome.Analyzed analyzed(byte[] value) {
        FrameOutcome outcome = analyzer.analyze(Records.bare(value), NOW);
        assertThat(outcome).isInstanceOf(FrameOutcome.Analyzed.class);
        return (FrameOutcome.Analyzed) outcome;
    }

    private static void assertRejected(byte[] value, String reason) {
        assertThat(analyzer.analyze(Records.bare(value), NOW))
                .isInstanceOfSatisfying(FrameOutcome.Rejected.class, rejected -> assertThat(rejected.reason())
                        .contains(reason));
    }
}
