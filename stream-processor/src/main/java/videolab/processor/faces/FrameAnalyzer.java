package videolab.processor.faces;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;
import videolab.contract.Box;
import videolab.contract.Emotion;
import videolab.contract.Face;
import videolab.contract.FrameResult;
import videolab.contract.Models;
import videolab.contract.StagesMs;
import videolab.processor.vision.Detection;
import videolab.processor.vision.EmotionClassifier;
import videolab.processor.vision.FaceCrop;
import videolab.processor.vision.FaceDetector;
import videolab.processor.vision.MatScope;
import videolab.processor.vision.OpenCv;
import videolab.processor.vision.PictureHeader;
import videolab.processor.vision.RejectedFrameException;

/**
 * Makes one outcome of one record: identify, skip what is stale, decode, detect, classify, cut out the faces. Knows
 * neither Spark nor Kafka. Keeps nothing from frame to frame, so a replay gives the same faces. Holds native memory and
 * belongs to one thread at a time.
 */
public final class FrameAnalyzer implements AutoCloseable {

    /** The Cisco lab's source sends this much without headers: one raw picture. */
    private static final int RAW_WIDTH = 640;

    private static final int RAW_HEIGHT = 480;
    private static final int RAW_BYTES = RAW_WIDTH * RAW_HEIGHT * 3;

    private final Duration maxAge;
    private final long maxPixels;
    private final boolean cutsOut;
    private final FaceDetector detector;
    private final EmotionClassifier classifier;
    private final Models models;

    public FrameAnalyzer(AnalyzerSettings settings) {
        OpenCv.load();
        maxAge = settings.maxAge();
        maxPixels = settings.maxPixels();
        cutsOut = settings.crops();
        detector = settings.detector().open();
        classifier = settings.expressions().open().orElse(null);
        // The first picture costs a net its allocations: better now than on the first frame.
        try (MatScope scope = new MatScope()) {
            detector.detect(scope.own(Mat.zeros(RAW_HEIGHT, RAW_WIDTH, CvType.CV_8UC3)));
        }
        models = new Models(
                detector.name(), classifier == null ? null : classifier.model().name());
    }

    /** What this analyzer works with, as it stands in each result. */
    public Models models() {
        return models;
    }

    /** @param now the processor's clock */
    public FrameOutcome analyze(FrameRecord record, Instant now) {
        try {
            FrameIdentity identity = FrameIdentity.of(record, now);
            if (isStale(identity)) {
                return new FrameOutcome.Skipped(skipped(record, identity, now));
            }
            return analyzePicture(record, identity);
        } catch (RejectedFrameException e) {
            return new FrameOutcome.Rejected(record, e.getMessage());
        } catch (Exception e) { // OpenCV's own, and a bare Exception for what C++ throws besides
            return new FrameOutcome.Rejected(
                    record, "OpenCV: " + String.valueOf(e.getMessage()).strip());
        }
    }

    private boolean isStale(FrameIdentity identity) {
        return !maxAge.isZero() && identity.age().compareTo(maxAge) > 0;
    }

    private FrameOutcome analyzePicture(FrameRecord record, FrameIdentity identity) {
        try (MatScope scope = new MatScope()) {
            long start = System.nanoTime();
            Mat picture = decode(record.value(), identity.foreign(), scope);
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
                    Instant.now(),
                    picture.cols(),
                    picture.rows(),
                    null,
                    faces,
                    new StagesMs(millis(start, decoded), millis(decoded, detected), millis(detected, classified)),
                    models);
            return new FrameOutcome.Analyzed(result, crops, identity.clockAhead());
        }
    }

    private Mat decode(byte[] value, boolean foreign, MatScope scope) {
        if (value == null || value.length == 0) {
            throw new RejectedFrameException("empty value");
        }
        if (foreign && value.length == RAW_BYTES && !PictureHeader.isPicture(value)) {
            Mat raw = scope.own(new Mat(RAW_HEIGHT, RAW_WIDTH, CvType.CV_8UC3));
            raw.put(0, 0, value);
            return raw;
        }
        PictureHeader header = PictureHeader.of(value);
        if (header.pixels() > maxPixels) {
            throw new RejectedFrameException(header.format() + " of " + header.width() + "x" + header.height()
                    + " pixels, more than --max-pixels " + maxPixels);
        }
        Mat picture = scope.own(Imgcodecs.imdecode(scope.own(new MatOfByte(value)), Imgcodecs.IMREAD_COLOR));
        if (picture.empty()) {
            throw new RejectedFrameException(header.format() + " that cannot be decoded");
        }
        return picture;
    }

    private List<Face> classify(Mat picture, List<Detection> detections) {
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

    private static List<byte[]> cutOut(Mat picture, List<Face> faces) {
        return faces.stream().map(face -> FaceCrop.jpeg(picture, face.box())).toList();
    }

    private static Face face(int index, Detection detection, Emotion emotion, Map<Emotion, Double> emotions) {
        return new Face(index, detection.box(), detection.score(), emotion, emotions, detection.landmarks());
    }

    private FrameResult skipped(FrameRecord record, FrameIdentity identity, Instant now) {
        return FrameResult.skipped(
                FrameResult.STALE,
                identity.camera(),
                identity.frame(),
                record.partition(),
                record.offset(),
                identity.capturedAt(),
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
