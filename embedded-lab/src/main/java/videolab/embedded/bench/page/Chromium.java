package videolab.embedded.bench.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import videolab.cli.UsageException;

/** A browser with one page, without a window. */
final class Chromium implements AutoCloseable {

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final Duration CLOSING = Duration.ofSeconds(5);

    /** Chromium's own sandbox needs a user that is not root. */
    private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

    private final Path profile;
    private final Process process;

    private Chromium(Path profile, Process process) {
        this.profile = profile;
        this.process = process;
    }

    /**
     * The browser to use.
     *
     * @param asked null looks in the PATH
     * @throws UsageException when there is none
     */
    static Path find(Path asked) {
        if (asked != null) {
            if (!Files.isExecutable(asked)) {
                throw new UsageException("--browser", asked, "Chromium's or Chrome's executable file is expected");
            }
            return asked;
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "no Chromium or Chrome in the PATH; install one (apt-get install chromium) or name it with"
                                + " --browser"));
    }

    static Chromium open(Path browser, URI address) throws IOException {
        Path profile = Files.createTempDirectory("video-lab-browser");
        List<String> command = new ArrayList<>(List.of(
                browser.toString(),
                "--headless=new",
                "--window-size=1440,900",
                "--user-data-dir=" + profile,
                "--disable-gpu",
                // Without a window it would be treated as one that is behind another.
                "--disable-renderer-backgrounding",
                "--disable-backgrounding-occluded-windows",
                "--disable-background-timer-throttling",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-quic"));
        if (IS_ROOT) {
            command.add("--no-sandbox");
        }
        command.add(address.toString());
        return new Chromium(
                profile,
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What the tab's own process holds in memory, in bytes; empty where there is no {@code /proc}. */
    Optional<Long> tabBytes() {
        // The renderer with the most memory: a spare one waits beside it.
        return process.descendants()
                .filter(each -> isRenderer(each.pid()))
                .flatMap(each -> anonymousBytes(each.pid()).stream())
                .max(Long::compare);
    }

    private static boolean isRenderer(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).contains("--type=renderer");
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Long> anonymousBytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("RssAnon:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // it has just ended
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            FileUtils.deleteDirectory(profile.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
