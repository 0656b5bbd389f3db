package videolab.source.command;

import picocli.CommandLine.Option;
import videolab.source.capture.PictureForm;

/** How pictures are encoded. */
final class PictureOptions {

    @Option(
            names = "--width",
            paramLabel = "PX",
            description = "Width of the frames sent, the height follows (default: as it comes).")
    private Integer width;

    @Option(
            names = "--quality",
            paramLabel = "1..100",
            description = "JPEG quality (default: 80; a JPEG picture of the right size goes as it is).")
    private Integer quality;

    PictureForm form() {
        return new PictureForm(width, quality);
    }
}
