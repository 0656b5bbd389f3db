package videolab.source.command;

import picocli.CommandLine.Option;
import videolab.cli.Tuning;
import videolab.source.capture.PictureForm;

/** How pictures are encoded. */
final class PictureOptions {

    @Option(
            names = "--width",
            paramLabel = "PX",
            description = "Width of the frames; the height keeps the aspect ratio (default: unchanged).")
    private Integer width;

    @Tuning
    @Option(
            names = "--quality",
            paramLabel = "1..100",
            description = "JPEG quality (default: 80; a JPEG of the right size is sent unchanged).")
    private Integer quality;

    PictureForm form() {
        return new PictureForm(width, quality);
    }
}
