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
import videolab.embedded.scoring.Ratios;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.DetectorOptions;

/** {@code ./lab eval faces} */
@Command(
        name = "faces",
        description = {
            "Scores the face detector on labeled photographs.",
            "Each photograph is scaled to a long side of 640 px. A label counts when it is valid and its face is at least"
                    + " 24 px tall there. A detection is right when it overlaps a label by an IoU of 0.4 or more; each label"
                    + " is found once. Detections under 24 px and on invalid faces count neither way."
        },
        footer = {"", "Example:", "  ./lab eval faces --data photos --detector haar --summary json"})
public final class EvalFacesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Folder with images/ and boxes.csv (columns file, orig_w, orig_h, x, y, w, h, invalid).")
    private Path data;

    @Mixin
    private DetectorOptions detector;

    @Mixin
    private SummaryOption summary;

    @Override
    public Integer call() {
        LabelledFaces photographs = LabelledFaces.read(data);
        FaceEvaluation.Summary result =
                FaceEvaluation.of(photographs, AnalyzerSettings.with(detector.settingsAt(FaceEvaluation.LONG_SIDE_PX)));
        PrintWriter out = spec.commandLine().getOut();
        summary.print(result, () -> text(result));
        return LabCommandLine.DONE;
    }

    private static String text(FaceEvaluation.Summary result) {
        return String.format(
                Locale.ROOT,
                "%s: recall %s, precision %s over %d faces in %d photographs; %.1f ms each",
                result.detector(),
                Ratios.text(result.recall()),
                Ratios.text(result.precision()),
                result.faces(),
                result.images(),
                result.msPerImage());
    }
}
