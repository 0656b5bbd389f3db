package videolab.processor.library;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import videolab.media.SeekableBytes;
import videolab.processor.library.inputs.HadoopRanges;
import videolab.processor.library.inputs.HadoopSettings;
import videolab.processor.library.inputs.InputListing;

/** Local files as the library reads them. */
public final class LocalRanges {

    private LocalRanges() {}

    public static SeekableBytes open(Path file) throws IOException {
        return HadoopRanges.open(
                InputListing.path(file.toString()),
                java.nio.file.Files.size(file),
                HadoopRanges.Access.ONWARD,
                HadoopSettings.configuration(Map.of()));
    }
}
