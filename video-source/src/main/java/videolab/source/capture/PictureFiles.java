package videolab.source.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.UsageException;
import videolab.media.FileKind;

/** The pictures that paths mean: files as they are named, and of folders what is a picture by its bytes. */
final class PictureFiles {

    private static final Logger LOG = LoggerFactory.getLogger(PictureFiles.class);

    /** How many names of skipped files are logged. */
    private static final int NAMED = 3;

    private final boolean recursive;
    private final List<Path> pictures = new ArrayList<>();
    private final Map<FileKind, List<String>> leftOut = new EnumMap<>(FileKind.class);
    private final List<String> unreadable = new ArrayList<>();
    private int foldersBelow;

    private PictureFiles(boolean recursive) {
        this.recursive = recursive;
    }

    /**
     * In the order of the paths, and in each folder of the names.
     *
     * @param recursive whether folders below are searched
     * @throws UsageException when a path is not there, or a folder holds no picture
     */
    static List<Path> find(String camera, List<Path> paths, boolean recursive) {
        PictureFiles all = new PictureFiles(recursive);
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                all.addFolder(camera, path);
            } else if (Files.isRegularFile(path)) {
                all.pictures.add(path);
            } else {
                throw new UsageException("there is no file or folder '" + path + "'");
            }
        }
        return all.pictures;
    }

    private void addFolder(String camera, Path folder) {
        PictureFiles found = new PictureFiles(recursive);
        found.search(folder);
        String rest = found.describeRest();
        if (found.pictures.isEmpty()) {
            throw new UsageException(
                    "folder '" + folder + "' holds no picture" + (rest.isEmpty() ? "" : "; skipped: " + rest));
        }
        if (!rest.isEmpty()) {
            LOG.warn("{}: folder '{}': {} pictures; skipped: {}", camera, folder, found.pictures.size(), rest);
        }
        pictures.addAll(found.pictures);
    }

    private void search(Path folder) {
        List<Path> entries;
        try (Stream<Path> listed = Files.list(folder)) {
            entries = listed.sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new UsageException("folder '" + folder + "' cannot be listed: " + e.getMessage());
        }
        for (Path entry : entries) {
            if (Files.isRegularFile(entry)) {
                addFile(entry);
            } else if (Files.isDirectory(entry)) {
                // A link may lead back here.
                if (recursive && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    search(entry);
                } else {
                    foldersBelow++;
                }
            }
        }
    }

    private void addFile(Path file) {
        try {
            FileKind kind = FileKind.of(file);
            if (kind == FileKind.PICTURE) {
                pictures.add(file);
            } else {
                leftOut.computeIfAbsent(kind, any -> new ArrayList<>())
                        .add(file.getFileName().toString());
            }
        } catch (IOException e) {
            unreadable.add(file.getFileName().toString());
        }
    }

    /** Empty where nothing was left out. */
    private String describeRest() {
        List<String> parts = new ArrayList<>();
        leftOut.forEach((kind, names) ->
                parts.add(counted(names, kind == FileKind.VIDEO ? "video" : "file that is not a picture")));
        if (!unreadable.isEmpty()) {
            parts.add(counted(unreadable, "file that this user may not read"));
        }
        if (foldersBelow > 0) {
            String what = foldersBelow == 1 ? "1 folder below" : foldersBelow + " folders below";
            parts.add(what + (recursive ? " (a link)" : " (--recursive searches them)"));
        }
        return String.join(", ", parts);
    }

    private static String counted(List<String> names, String what) {
        String plural = what.startsWith("file")
                ? what.replace("file that is not a picture", "files that are not pictures")
                        .replace("file that", "files that")
                : what + "s";
        String shown = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return names.size() + " " + (names.size() == 1 ? what : plural) + " (" + shown
                + (names.size() > NAMED ? ", …)" : ")");
    }
}
