package videolab.processor.faces;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.imgproc.Imgproc;
import videolab.contract.Box;
import videolab.contract.Emotion;
import videolab.contract.Face;
import videolab.contract.FrameResult;
import videolab.contract.Models;
import videolab.contract.PictureHeader;
import videolab.contract.StagesMs;
import videolab.contract.UnreadablePictureException;
import videolab.processor.vision.Detection;
import videolab.processor.vision.EmotionClassifier;
import videolab.processor.vision.FaceCrop;
import videolab.processor.vision.FaceDetector;
import videolab.processor.vision.MatScope;
import videolab.processor.vision.OpenCv;
import videolab.processor.vision.Picture;
import videolab.processor.vision.PictureDecoder;
import videolab.processor.vision.RejectedFrameException;

/**
 * Turns a record into an outcome: identifies the frame, skips it if it is stale, decodes, detects, classifies, cuts out the
 * faces. Imports neither Spark nor Kafka. The faces depend on the frame alone, so a replay gives the same ones. Holds native
 * memory and belongs to one thread at a time.
 */
public final class FrameAnalyzer implements AutoCloseable {

    private static final int BGR = 3;

    private static final Semaphore LARGE_PICTURE = new Semaphore(1);

    private static final int WARM_UP_WIDTH = 640;
    private static final int WARM_UP_HEIGHT = 480;

    private final Freshness freshness;
    private final SlowDecodes slowDecodes;
    private final long maxPixels;
    private final boolean cutsOut;
    private final boolean skipsSlow;
    private final FaceDetector detector;
    private final EmotionClassifier classifier;
    private final Models models;

    public FrameAnalyzer(AnalyzerSettings settings) {
        this(settings, new Freshness(settings.maxAge()), new SlowDecodes());
    }

    /**
     * Opens the nets.
     *
     * @param freshness shared by the analyzers of a JVM
     * @param slowDecodes likewise
     */
    FrameAnalyzer(AnalyzerSettings settings, Freshness freshness, SlowDecodes slowDecodes) {
        OpenCv.load();
        this.freshness = freshness;
        this.slowDecodes = slowDecodes;
        skipsSlow = !settings.maxAge().isZero();
        maxPixels = settings.maxPixels();
        cutsOut = settings.crops();
        detector = settings.detector().open();
        classifier = settings.expressions().open().orElse(null);
        // A net allocates its buffers for the first picture: do that before the first frame.
        try (MatScope scope = new MatScope()) {
            detector.detect(scope.own(Mat.zeros(WARM_UP_HEIGHT, WARM_UP_WIDTH, CvType.CV_8UC3)));
        }
        models = new Models(
                detector.name(), classifier == null ? null : classifier.model().name());
    }

    /** The detector and the emotion model, as each result names them. */
    public Models models() {
        return models;
    }

    /** Detector and emotion model, with their engines, for the log. */
    String description() {
        return "detector " + models.detector() + " (" + detector.longSidePx() + " px, "
                + detector.engine().label() + "), emotion model "
                + (classifier == null
                        ? "none"
                        : models.emotion() + " (" + classifier.engine().label() + ")");
    }

    /** @param now the processor's clock */
    public FrameOutcome analyze(FrameRecord record, Instant now) {
        FramePayload payload;
        try {
            payload = FramePayload.of(record);
        } catch (RejectedFrameException e) {
            return new FrameOutcome.Rejected(record, FrameIdentity.of(record, null, now), e.getMessage());
        }
        FrameIdentity identity = FrameIdentity.of(record, payload, now);
        try {
            if (!identity.keep() && freshness.isStale(identity.camera(), identity.waited(), now)) {
                return new FrameOutcome.Skipped(identity, skipped(FrameResult.STALE, record, identity, now));
            }
            if (!identity.keep() && skipsSlow && slowDecodes.isPaused(identity.camera(), now)) {
                return new FrameOutcome.Skipped(identity, skipped(FrameResult.SLOW, record, identity, now));
            }
            return analyzePicture(record, payload, identity);
        } catch (RejectedFrameException | UnreadablePictureException e) {
            return new FrameOutcome.Rejected(record, identity, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the query stops");
        } catch (Exception e) { // OpenCV's own, and a bare Exception for what C++ throws besides
            return new FrameOutcome.Rejected(
                    record,
                    identity,
                    "OpenCV: " + String.valueOf(e.getMessage()).strip());
        } finally {
            freshness.done(Instant.now());
        }
    }

    private FrameOutcome analyzePicture(FrameRecord record, FramePayload payload, FrameIdentity identity)
            throws InterruptedException {
        PictureHeader header = payload.raw() == null ? PictureHeader.of(payload.bytes()) : null;
        long pixels = header == null ? payload.raw().pixels() : header.pixels();
        if (pixels > maxPixels) {
            throw new RejectedFrameException(describe(payload, header) + ", more than --max-pixels " + maxPixels);
        }
        boolean large = pixels > PictureDecoder.LARGE_PIXELS;
        if (large) {
            LARGE_PICTURE.acquire();
        }
        try {
            return analyzePicture(record, payload, identity, header);
        } finally {
            if (large) {
                LARGE_PICTURE.release();
            }
        }
    }

    private static String describe(FramePayload payload, PictureHeader header) {
        return header == null
                ? "raw picture of " + payload.raw().width() + "x"
                        + payload.raw().height() + " pixels"
                : header.format() + " of " + header.width() + "x" + header.height() + " pixels";
    }

    private FrameOutcome analyzePicture(
            FrameRecord record, FramePayload payload, FrameIdentity identity, PictureHeader header) {
        try (MatScope scope = new MatScope()) {
            long start = System.nanoTime();
            Picture picture;
            try {
                picture = header == null
                        ? Picture.of(pixels(payload, scope))
                        : PictureDecoder.decode(payload.bytes(), header, detector.longSidePx(), scope);
            } finally {
                slowDecodes.decoded(identity.camera(), Duration.ofNanos(System.nanoTime() - start), Instant.now());
            }
            long decoded = System.nanoTime();
            List<Detection> detections = detector.detect(picture);
            long detected = System.nanoTime();
            List<Face> faces = classify(picture, detections);
            long classified = System.nanoTime();
            List<byte[]> crops = cutsOut ? cutOut(picture, faces) : List.of();
            FrameResult result = new FrameResult(
                    FrameResult.SCHEMA,
                    identity.camera(),
                    identity.frame(),
                    record.partition(),
                    record.offset(),
                    identity.capturedAt(),
                    identity.sentAt(),
                    Instant.now(),
                    picture.width(),
                    picture.height(),
                    null,
                    faces,
                    new StagesMs(millis(start, decoded), millis(decoded, detected), millis(detected, classified)),
                    models);
            return new FrameOutcome.Analyzed(identity, result, crops);
        }
    }

    private static Mat pixels(FramePayload payload, MatScope scope) {
        FramePayload.RawForm form = payload.raw();
        Mat raw = scope.own(new Mat(form.height(), form.width(), CvType.CV_8UC(form.channels())));
        raw.put(0, 0, payload.bytes());
        if (form.channels() == BGR) {
            return raw;
        }
        Mat picture = scope.own(new Mat());
        Imgproc.cvtColor(raw, picture, form.channels() == 1 ? Imgproc.COLOR_GRAY2BGR : Imgproc.COLOR_BGRA2BGR);
        return picture;
    }

    private List<Face> classify(Picture picture, List<Detection> detections) {
        if (classifier == null || detections.isEmpty()) {
            return IntStream.range(0, detections.size())
                    .mapToObj(i -> face(i, detections.get(i), null, Map.of()))
                    .toList();
        }
        List<Box> boxes = detections.stream().map(Detection::box).toList();
        List<Map<Emotion, Double>> probabilities = classifier.classify(picture, boxes);
        List<Face> faces = new ArrayList<>(detections.size());
        for (int i = 0; i < detections.size(); i++) {
            Map<Emotion, Double> emotions = probabilities.get(i);
            faces.add(face(i, detections.get(i), EmotionClassifier.likeliest(emotions), emotions));
        }
        return faces;
    }

    private static List<byte[]> cutOut(Picture picture, List<Face> faces) {
        return faces.stream().map(face -> FaceCrop.jpeg(picture, face.box())).toList();
    }

    private static Face face(int index, Detection detection, Emotion emotion, Map<Emotion, Double> emotions) {
        return new Face(index, detection.box(), detection.score(), emotion, emotions, detection.landmarks());
    }

    private FrameResult skipped(String reason, FrameRecord record, FrameIdentity identity, Instant now) {
        return FrameResult.skipped(
                reason,
                identity.camera(),
                identity.frame(),
                record.partition(),
                record.offset(),
                identity.capturedAt(),
                identity.sentAt(),
                now,
                models);
    }

    private static double millis(long fromNanos, long toNanos) {
        return Math.round((toNanos - fromNanos) / 10_000.0) / 100.0;
    }

    @Override
    public void close() {
        detector.close();
        if (classifier != null) {
            classifier.close();
        }
    }
}
