package videolab.source.logs;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipException;

/** Why a file cannot be read, in words. */
public final class FileFailure {

    private FileFailure() {}

    /** Empty where a file can be read. */
    public static Optional<String> of(Path path) {
        try (LogFile file = new LogFile(path)) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(why(e));
        }
    }

    static String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "access is denied";
        }
        if (e instanceof EOFException) {
            return "its gzip data ends too early";
        }
        if (e instanceof ZipException) {
            return "its gzip data is broken";
        }
        if (e instanceof JsonProcessingException) {
            return "its JSON is broken";
        }
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("it is unreadable");
    }
}
