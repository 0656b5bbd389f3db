package videolab.results.dashboard;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.Broker;
import videolab.cli.FromEnvironment;
import videolab.cli.LabCommandLine;
import videolab.cli.StopSignal;
import videolab.cli.Tuning;
import videolab.cli.UsageException;
import videolab.results.dashboard.library.LibraryFolder;

/** {@code ./lab results page} */
@Command(
        name = "page",
        description = {
            "Serves a web page: camera pictures with the faces found in them, the audience's KPIs, and the lab's health.",
            "By default only this machine can open it. With another --host the printed address contains a token."
        })
public final class PageCommand implements Callable<Integer> {

    private static final Duration CLOSING = Duration.ofSeconds(3);
    private static final int TOKEN_BYTES = 16;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Broker broker;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on; 0.0.0.0 is every network (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + PageSettings.PORT,
            description = "Port to listen on; 0 takes any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @FromEnvironment("VIDEO_LAB_TOKEN_FILE")
    @Option(
            names = "--token",
            paramLabel = "FILE",
            description = "File with the token; VIDEO_LAB_TOKEN gives the token itself (default: if a token is needed,"
                    + " a random one, printed in the address).")
    private Path tokenFile;

    @Option(
            names = "--published-on",
            paramLabel = "127.0.0.1:PORT",
            description =
                    "Loopback address on which Docker publishes the container's port. No token is needed; requests"
                            + " with another Host header are rejected.")
    private String publishedOn;

    @Option(names = "--blur", description = "Blur faces for every viewer: the sharp picture does not leave the server.")
    private boolean blur;

    @Tuning
    @Option(
            names = "--embed-from",
            paramLabel = "ORIGIN",
            description = "Site that may show the page in a frame, such as https://intranet.example (default: none).")
    private String embedFrom;

    @Option(
            names = "--library",
            paramLabel = "DIR",
            description =
                    "Local output folder of './lab process library', for the Library view (default: no such view).")
    private Path library;

    @Option(
            names = "--videos",
            paramLabel = "DIR",
            arity = "1..*",
            description = "Folders whose videos the Library view may play; others are shown by their shots' thumbnails"
                    + " (default: none).")
    private List<Path> videos = List.of();

    @Tuning
    @Option(
            names = "--collector",
            paramLabel = "URL",
            description = "Collector that the player of the Audience view reports to, such as http://127.0.0.1:8090/"
                    + " (default: the page's own server).")
    private String collector;

    @Option(names = "--duration", paramLabel = "TIME", description = "Stop after this time (default: Ctrl-C ends it).")
    private Duration duration;

    @Override
    public Integer call() throws IOException {
        PageSettings settings = new PageSettings(
                host,
                port,
                token(),
                Optional.ofNullable(publishedOn),
                blur,
                Optional.ofNullable(embedFrom),
                library(),
                Optional.ofNullable(collector));
        PrintWriter err = spec.commandLine().getErr();
        try (StopSignal signal = StopSignal.install(CLOSING);
                Page page = Page.start(settings, false, broker)) {
            err.println("the page is at " + page.address() + "; Ctrl-C ends");
            page.viewToken()
                    .ifPresent(view -> err.println("to embed a camera's picture: /cameras/ID.mjpeg?view=" + view));
            err.flush();
            await(signal.requested());
        }
        return LabCommandLine.DONE;
    }

    private void await(CompletableFuture<Void> stop) {
        try {
            if (duration == null) {
                stop.get();
            } else {
                stop.get(duration.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException e) {
            // As asked.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // it completes with nothing
        }
    }

    /** Empty where everybody who can ask is on this machine. */
    private Optional<String> token() throws IOException {
        if (tokenFile != null) {
            if (!Files.isReadable(tokenFile)) {
                throw new UsageException("--token", tokenFile, "a readable file with the token is expected");
            }
            return Optional.of(Files.readString(tokenFile).strip());
        }
        String environment = System.getenv("VIDEO_LAB_TOKEN");
        if (environment != null && !environment.isBlank()) {
            return Optional.of(environment.strip());
        }
        if (publishedOn != null || isLoopback(host)) {
            return Optional.empty();
        }
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return Optional.of(HexFormat.of().formatHex(random));
    }

    private Optional<LibraryFolder> library() {
        if (library == null && !videos.isEmpty()) {
            throw new UsageException("--videos plays the videos of a library; name that with --library");
        }
        return Optional.ofNullable(library).map(folder -> new LibraryFolder(folder, videos));
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
    }
}
