package videolab.processor.vision;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import videolab.cli.ProcessFolder;

/** Unpacks native libraries from jars on the class path into the {@link ProcessFolder}. */
final class NativeLibraries {

    private NativeLibraries() {}

    /** @throws IOException when no such resource is there, or the file cannot be written; no part of it stays */
    static Path unpack(String resource) throws IOException {
        Path file = ProcessFolder.get().resolve(resource.substring(resource.lastIndexOf('/') + 1));
        try (InputStream library = NativeLibraries.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new FileNotFoundException("no native library for this platform: " + resource);
            }
            Files.copy(library, file);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return file;
    }

    static boolean isMac() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    }

    static boolean isWindows() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win") && !isMac();
    }

    static boolean isArm64() {
        return System.getProperty("os.arch").equals("aarch64");
    }
}
