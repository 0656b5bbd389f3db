package videolab.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Finds out that a failure is a full disk, and which folder is on it: libraries report one without the other. */
public final class FullDisk {

    /** The ends of what the operating system says, whoever passes it on. */
    private static final String[] SIGNS = {"no space left on device", "disk quota exceeded"};

    /** What names another folder, by folder. */
    private static final Map<Path, String> FOLDERS = new ConcurrentHashMap<>();

    private FullDisk() {}

    /**
     * Remembers a folder that this process writes to.
     *
     * @param option what names another folder, such as {@code --root}
     * @param folder a path or URI; other filesystems than the local one are not remembered
     */
    public static void watch(String option, String folder) {
        try {
            Path path = folder.startsWith("file:") ? Path.of(URI.create(folder).getPath()) : Path.of(folder);
            if (folder.startsWith("file:") || !folder.contains("://")) {
                FOLDERS.put(path.toAbsolutePath(), option);
            }
        } catch (IllegalArgumentException e) {
            // Not a local folder.
        }
    }

    /** One sentence with the folder and what to do; empty where the failure is not a full disk. */
    public static Optional<String> sentence(Throwable failure) {
        return isCauseOf(failure) ? Optional.of(sentence()) : Optional.empty();
    }

    private static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause() == cause ? null : cause.getCause()) {
            String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            for (String sign : SIGNS) {
                if (message.contains(sign)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String sentence() {
        watch("TMPDIR", System.getProperty("java.io.tmpdir"));
        return FOLDERS.entrySet().stream()
                .min(Comparator.comparing(folder -> usableSpace(folder.getKey())))
                .map(folder -> "the disk of " + folder.getKey()
                        + " is full; free some space there, or name a folder on another disk by " + folder.getValue())
                .orElseThrow();
    }

    /** Of the disk; of a folder that is not there, that of the nearest one above it. */
    private static long usableSpace(Path folder) {
        Path there = folder;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            return there == null ? Long.MAX_VALUE : Files.getFileStore(there).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
