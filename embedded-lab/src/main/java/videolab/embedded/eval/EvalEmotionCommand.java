package videolab.embedded.eval;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.LabCommandLine;
import videolab.cli.SummaryOption;
import videolab.contract.Emotion;
import videolab.embedded.scoring.EmotionScore;
import videolab.embedded.scoring.Ratios;
import videolab.processor.vision.EmotionClassifier;

/** {@code ./lab eval emotion} */
@Command(
        name = "emotion",
        description = {
            "Scores the emotion model on labeled pictures of faces.",
            "Each picture is an already cropped face; the service's classifier takes the whole picture as the"
                    + " detector's box."
        },
        footer = {
            "",
            "Example:",
            "  ./lab eval emotion --data fer2013/public --exclude fer2013/duplicates.csv --summary json"
        })
public final class EvalEmotionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Folder with images.u8 (N x 48 x 48 gray bytes) and labels.u8 (N bytes: 0 angry, 1 disgust,"
                    + " 2 fear, 3 happy, 4 sad, 5 surprise, 6 neutral).")
    private Path data;

    @Option(
            names = "--exclude",
            paramLabel = "FILE",
            description =
                    "CSV with the columns split and index_in_split; its rows (from 0) of this folder's split are skipped.")
    private Path exclude;

    @Option(
            names = "--emotion-model",
            paramLabel = "FILE",
            description = "ONNX file of your own instead of the built-in emotion model (docs/models/emotion.md).")
    private Path emotionModel;

    @Mixin
    private SummaryOption summary;

    @Override
    public Integer call() {
        PackedFaces faces = PackedFaces.read(data, exclude);
        try (EmotionClassifier classifier = classifier()) {
            EmotionEvaluation.Summary result = EmotionEvaluation.of(faces, classifier);
            PrintWriter out = spec.commandLine().getOut();
            summary.print(result, () -> text(result));
        }
        return LabCommandLine.DONE;
    }

    private EmotionClassifier classifier() {
        return emotionModel == null ? EmotionClassifier.shipped() : EmotionClassifier.of(emotionModel);
    }

    private static String text(EmotionEvaluation.Summary result) {
        EmotionScore.Summary score = result.score();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: accuracy %.4f, balanced %.4f, calibration error %.4f over %d faces; %.2f ms each%n%n"
                        + "%-9s %6s %6s %9s   answered",
                result.model(),
                score.accuracy(),
                score.balancedAccuracy(),
                score.ece(),
                score.images(),
                result.msPerFace(),
                "labeled",
                "faces",
                "recall",
                "precision"));
        for (Emotion emotion : Emotion.values()) {
            text.append(String.format(Locale.ROOT, " %8s", emotion.wireName()));
        }
        score.perClass().forEach((label, of) -> {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-9s %6d %6s %9s           ",
                    label.wireName(),
                    of.images(),
                    Ratios.text(of.recall()),
                    Ratios.text(of.precision())));
            for (long answers : score.confusion()[label.ordinal()]) {
                text.append(String.format(Locale.ROOT, " %8d", answers));
            }
        });
        return text.toString();
    }
}
