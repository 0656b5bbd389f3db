package videolab.processor.library;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import videolab.cli.KafkaSettings;
import videolab.processor.library.sampling.SamplingSettings;

/**
 * What a run of the library does.
 *
 * @param inputs folders, files and globs
 * @param output the folder of tables and pictures
 * @param sampling what is done with each video
 * @param force whether unchanged videos are worked again
 * @param shortestPartSeconds a long video is split into parts of at least this length
 * @param hadoop settings of Hadoop's filesystems by their names
 * @param kafka where label rows are sent too; empty for nowhere
 */
public record LibrarySettings(
        List<String> inputs,
        String output,
        SamplingSettings sampling,
        boolean force,
        double shortestPartSeconds,
        Map<String, String> hadoop,
        Optional<KafkaSettings> kafka) {

    public LibrarySettings {
        inputs = List.copyOf(inputs);
        hadoop = Map.copyOf(hadoop);
    }
}
