package videolab.processor.library;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import videolab.cli.Tuning;
import videolab.cli.UsageException;
import videolab.processor.faces.DetectorOptions;
import videolab.processor.faces.DetectorSettings;
import videolab.processor.faces.ExpressionSettings;
import videolab.processor.library.labels.LabelDetector;
import videolab.processor.library.labels.LabelSettings;
import videolab.processor.library.labels.Rekognition;
import videolab.processor.library.labels.RekognitionSettings;
import videolab.processor.library.sampling.SamplingSettings;
import videolab.processor.models.ModelFile;

/** The options that say what is done with each video. */
final class LibraryOptions {

    /** Where labels come from. */
    enum Source {
        NONE,
        FACES,
        PERSON,
        ONNX,
        REKOGNITION
    }

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(40);

    @Option(
            names = "--labels",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "faces",
            description = "Label detectors, separated by commas: faces, person, onnx, rekognition; or none"
                    + " (default: ${DEFAULT-VALUE}).")
    private Set<Source> labels;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "Time between samples (default: ${DEFAULT-VALUE}).")
    private Duration every;

    @Tuning
    @Option(
            names = "--min-confidence",
            paramLabel = "PERCENT",
            defaultValue = "25",
            description = "Drop labels below this confidence, 0 to 100 (default: ${DEFAULT-VALUE}).")
    private double minConfidence;

    @Tuning
    @Option(
            names = "--label-model",
            paramLabel = "FILE",
            description = "ONNX file with YOLOX inputs and outputs, for --labels onnx.")
    private Path labelModel;

    @Tuning
    @Option(
            names = "--label-names",
            paramLabel = "FILE",
            description = "Class names of --label-model, one per line (default: the 80 of COCO).")
    private Path labelNames;

    @Tuning
    @Option(
            names = "--rekognition",
            paramLabel = "MODE",
            description = "With --labels rekognition: frames sends samples to DetectLabels; stored has Rekognition read"
                    + " videos on S3; auto does so where it takes them (default: frames).")
    private RekognitionSettings.Mode rekognition;

    @Tuning
    @Option(
            names = "--max-cost",
            paramLabel = "USD",
            description = "With --labels rekognition: do not start if the estimate and the open jobs exceed this"
                    + " (default: no limit).")
    private Double maxCost;

    @Tuning
    @Option(names = "--no-emotion", description = "Classify no expressions of faces.")
    private boolean noEmotion;

    @Tuning
    @Option(
            names = "--no-shots",
            description = "Do not detect shots. Frames between samples are then skipped where that is faster.")
    private boolean noShots;

    @Tuning
    @Option(
            names = "--no-actions",
            description =
                    "Detect no actions (moving, entering, leaving, staying) and take no extra samples during movement.")
    private boolean noActions;

    @Tuning
    @Option(names = "--no-pictures", description = "Write no thumbnails or contact sheets.")
    private boolean noPictures;

    @Mixin
    private DetectorOptions detector;

    /** @throws UsageException when an option or a model file is wrong */
    SamplingSettings settings() {
        if (every.compareTo(SHORTEST_INTERVAL) < 0) {
            throw new UsageException("--every", every.toMillis() + "ms", "40ms or more is expected");
        }
        if (!(minConfidence >= 0 && minConfidence <= 100)) {
            throw new UsageException("--min-confidence", minConfidence, "0 to 100 is expected");
        }
        return new SamplingSettings(every, labelSettings(), !noShots, !noActions, !noPictures);
    }

    private LabelSettings labelSettings() {
        Set<Source> sources = EnumSet.copyOf(labels);
        if (sources.contains(Source.NONE) && sources.size() > 1) {
            throw new UsageException("--labels is 'none' and more, but none stands alone");
        }
        if (sources.contains(Source.ONNX) != (labelModel != null)) {
            throw new UsageException("--labels onnx and --label-model FILE belong together");
        }
        List<String> version = new ArrayList<>();
        DetectorSettings faces = null;
        if (sources.contains(Source.FACES)) {
            faces = detector.settings();
            version.add("faces/" + version(faces) + "/" + !noEmotion);
        }
        String person = null;
        if (sources.contains(Source.PERSON)) {
            if (ModelFile.PERSON.state(detector.modelsFolder()) != ModelFile.State.GENUINE) {
                throw new UsageException("--labels is 'person', but its model "
                        + ModelFile.PERSON.in(detector.modelsFolder())
                        + " is missing or damaged; './lab models get person' fetches"
                        + " it, and VIDEO_LAB_MODELS names another folder");
            }
            person = ModelFile.PERSON.in(detector.modelsFolder()).toString();
            version.add("person/" + ModelFile.PERSON.sha256().substring(0, 8));
        }
        RekognitionSettings amazon = rekognition(sources, version);
        List<String> names = List.of();
        if (labelModel != null) {
            names = names();
            version.add("onnx/" + fingerprint(labelModel, names));
        }
        LabelSettings settings = new LabelSettings(
                faces,
                noEmotion ? ExpressionSettings.none() : ExpressionSettings.shipped(),
                person,
                labelModel == null ? null : labelModel.toAbsolutePath().toString(),
                names,
                amazon,
                minConfidence,
                version.isEmpty() ? "none" : String.join(",", version));
        settings.open().forEach(LabelDetector::close); // a wrong file is told now, and not by each video
        return settings;
    }

    private RekognitionSettings rekognition(Set<Source> sources, List<String> version) {
        if (!sources.contains(Source.REKOGNITION)) {
            if (rekognition != null || maxCost != null) {
                throw new UsageException("--rekognition and --max-cost need --labels rekognition");
            }
            return null;
        }
        if (maxCost != null && !(maxCost >= 0)) {
            throw new UsageException("--max-cost", maxCost, "0 or more is expected");
        }
        RekognitionSettings settings =
                new RekognitionSettings(rekognition == null ? RekognitionSettings.Mode.FRAMES : rekognition, maxCost);
        Rekognition.check(settings);
        version.add("rekognition/" + settings.mode().name().toLowerCase(Locale.ROOT));
        return settings;
    }

    /** Without the file's path: the same model elsewhere gives the same rows. */
    private static String version(DetectorSettings faces) {
        if (faces instanceof DetectorSettings.Yunet yunet) {
            return "yunet/" + yunet.longSidePx();
        }
        return "haar/" + ((DetectorSettings.Haar) faces).longSidePx();
    }

    private List<String> names() {
        try {
            String text;
            if (labelNames != null) {
                text = Files.readString(labelNames);
            } else {
                try (InputStream coco = LibraryOptions.class.getResourceAsStream("/library/coco.names")) {
                    text = new String(coco.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
            return text.lines()
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .map(name -> Character.toUpperCase(name.charAt(0)) + name.substring(1))
                    .toList();
        } catch (IOException e) {
            throw new UsageException("--label-names", labelNames, "that file cannot be read");
        }
    }

    private static String fingerprint(Path model, List<String> names) {
        try (InputStream in = Files.newInputStream(model)) {
            return DigestUtils.sha256Hex(in).substring(0, 12) + "/"
                    + DigestUtils.sha256Hex(String.join("\n", names)).substring(0, 8);
        } catch (IOException e) {
            throw new UsageException("--label-model", model, "that file cannot be read");
        }
    }
}
