package videolab.results.dashboard.library;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import videolab.cli.UsageException;
import videolab.contract.LibraryCatalogFile;

/**
 * Where a library lies on this machine.
 *
 * @param folder the output of {@code process library}
 * @param videos folders whose videos may be played; those elsewhere are shown by their shots' thumbnails
 */
public record LibraryFolder(Path folder, List<Path> videos) {

    public LibraryFolder {
        if (!Files.isReadable(folder.resolve(LibraryCatalogFile.NAME))) {
            throw new UsageException(
                    "--library",
                    folder,
                    "a local output folder of './lab process library' is expected, with " + LibraryCatalogFile.NAME);
        }
        for (Path each : videos) {
            if (!Files.isDirectory(each)) {
                throw new UsageException("--videos", each, "a folder with videos is expected");
            }
        }
        videos = List.copyOf(videos);
    }
}
