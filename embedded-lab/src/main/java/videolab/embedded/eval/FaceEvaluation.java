package videolab.embedded.eval;

import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;
import videolab.cli.FailedException;
import videolab.contract.Box;
import videolab.contract.Face;
import videolab.contract.FrameResult;
import videolab.embedded.eval.LabelledFaces.Picture;
import videolab.embedded.scoring.BoxMatching;
import videolab.embedded.scoring.Ratios;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.FrameAnalyzer;
import videolab.processor.faces.FrameOutcome;
import videolab.processor.faces.FrameRecord;

/** Puts labeled photographs through the analyzer that the service runs, and scores its boxes. */
final class FaceEvaluation {

    /** The size of the rule. */
    static final int LONG_SIDE_PX = 640;

    /** Smaller faces are neither asked for nor held against anybody. */
    private static final int SMALLEST_PX = 24;

    private long faces;
    private long found;
    private long wrong;
    private double detectMs;

    private FaceEvaluation() {}

    /**
     * The score.
     *
     * @param recall found faces / labeled faces, 0..1
     * @param precision right detections / detections that count, 0..1
     * @param msPerImage the detector alone, on one thread
     */
    record Summary(long images, long faces, Double recall, Double precision, double msPerImage, String detector) {}

    static Summary of(LabelledFaces photographs, AnalyzerSettings settings) {
        FaceEvaluation evaluation = new FaceEvaluation();
        try (FrameAnalyzer analyzer = new FrameAnalyzer(settings)) {
            for (Picture picture : photographs.pictures()) {
                evaluation.add(picture, analyzer);
            }
            int images = photographs.pictures().size();
            return new Summary(
                    images,
                    evaluation.faces,
                    Ratios.of(evaluation.found, evaluation.faces),
                    Ratios.of(evaluation.found, evaluation.found + evaluation.wrong),
                    Math.round(evaluation.detectMs / images * 100) / 100.0,
                    analyzer.models().detector());
        }
    }

    private void add(Picture picture, FrameAnalyzer analyzer) {
        double factor = (double) LONG_SIDE_PX / Math.max(picture.width(), picture.height());
        FrameResult result = analyze(picture, factor, analyzer);
        detectMs += result.stagesMs().detect();
        List<Box> labels = new ArrayList<>();
        List<Box> ignored = new ArrayList<>();
        picture.invalid().forEach(box -> ignored.add(box.scaled(factor)));
        for (Box box : picture.faces()) {
            (box.height() * factor >= SMALLEST_PX ? labels : ignored).add(box.scaled(factor));
        }
        List<Box> boxes = result.faces().stream().map(Face::box).toList();
        int[] matches = BoxMatching.match(labels, boxes);
        faces += labels.size();
        for (int i = 0; i < matches.length; i++) {
            Box box = boxes.get(i);
            if (matches[i] >= 0) {
                found++;
            } else if (box.height() >= SMALLEST_PX
                    && ignored.stream().noneMatch(other -> other.iou(box) >= BoxMatching.MIN_IOU)) {
                wrong++;
            }
        }
    }

    private static FrameResult analyze(Picture picture, double factor, FrameAnalyzer analyzer) {
        FrameRecord record = new FrameRecord(null, png(picture, factor), Map.of(), 0, 0, Instant.now());
        FrameOutcome outcome = analyzer.analyze(record, Instant.now());
        if (outcome instanceof FrameOutcome.Analyzed analyzed) {
            return analyzed.result();
        }
        throw new FailedException(picture.file() + " cannot be analyzed: " + outcome);
    }

    /** The photograph at the size of the rule, without another loss by JPEG. */
    private static byte[] png(Picture picture, double factor) {
        if (!Files.isReadable(picture.file())) {
            throw new FailedException(picture.file() + " is named in boxes.csv and cannot be read");
        }
        Mat original = new Mat();
        Mat scaled = new Mat();
        MatOfByte png = new MatOfByte();
        Mat read = Imgcodecs.imread(picture.file().toString());
        try {
            if (read.empty()) {
                throw new FailedException(picture.file() + " is not a picture that can be decoded");
            }
            Imgproc.resize(read, original, new Size(picture.width(), picture.height()));
            Imgproc.resize(
                    original,
                    scaled,
                    new Size(Math.round(picture.width() * factor), Math.round(picture.height() * factor)),
                    0,
                    0,
                    factor < 1 ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR);
            Imgcodecs.imencode(".png", scaled, png);
            return png.toArray();
        } finally {
            read.release();
            original.release();
            scaled.release();
            png.release();
        }
    }
}
