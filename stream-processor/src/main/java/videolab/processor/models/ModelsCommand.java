package videolab.processor.models;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.cli.TopLevel;

/** {@code ./lab models list|get|verify} */
@TopLevel
@Command(
        name = "models",
        description = "Lists, fetches and checks the model files that the lab uses but does not ship.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "The Haar cascade and the emotion model are in the jar. YuNet finds more faces in a seventh of Haar's time:",
            "  ./lab models get",
            "Without a network, copy the file into the folder and check it by './lab models verify'."
        })
public final class ModelsCommand {

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
    private static final Duration TRANSFER_PATIENCE = Duration.ofMinutes(2);

    @Spec
    private CommandSpec spec;

    @Command(description = "List the model files, their origin, and whether they are present.")
    int list(@Mixin ModelsFolder folder) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("folder: " + folder.path());
        for (ModelFile model : ModelFile.ALL) {
            out.printf(
                    "%-8s  %s  (%s, %,d bytes, %s)%n",
                    word(model.state(folder.path())),
                    model.fileName(),
                    model.purpose(),
                    model.bytes(),
                    model.licence());
            out.println("          " + model.origin());
        }
        return LabCommandLine.DONE;
    }

    @Command(description = "Fetch missing files from their authors and check their SHA-256.")
    int get(@Mixin ModelsFolder folder) {
        PrintWriter out = spec.commandLine().getOut();
        for (ModelFile model : ModelFile.ALL) {
            if (model.state(folder.path()) == ModelFile.State.GENUINE) {
                out.println("present: " + model.in(folder.path()));
            } else {
                out.println("fetching " + model.fileName() + " from "
                        + model.origin().getHost());
                out.flush();
                fetch(model, folder.path(), TRANSFER_PATIENCE);
                out.println("fetched: " + model.in(folder.path()));
            }
        }
        return LabCommandLine.DONE;
    }

    @Command(description = "Check the SHA-256 of each file; exit code 1 if one is missing or different.")
    int verify(@Mixin ModelsFolder folder) {
        PrintWriter out = spec.commandLine().getOut();
        boolean genuine = true;
        for (ModelFile model : ModelFile.ALL) {
            ModelFile.State state = model.state(folder.path());
            out.println(word(state) + ": " + model.in(folder.path()));
            genuine &= state == ModelFile.State.GENUINE;
        }
        return genuine ? LabCommandLine.DONE : LabCommandLine.FAILED;
    }

    private static String word(ModelFile.State state) {
        return switch (state) {
            case ABSENT -> "missing";
            case GENUINE -> "present";
            case DIFFERENT -> "changed";
        };
    }

    static void fetch(ModelFile model, Path folder, Duration patience) {
        try {
            Files.createDirectories(folder);
            Path partial = Files.createTempFile(folder, model.fileName(), ".partial");
            try {
                download(model, partial, patience);
                String sha256 = ModelFile.sha256(partial);
                if (!sha256.equals(model.sha256())) {
                    throw new FailedException("what " + model.origin() + " gave is not the file that the lab was tested"
                            + " with (SHA-256 " + sha256 + " instead of " + model.sha256() + "); nothing was kept");
                }
                makeReadable(partial);
                Files.move(partial, model.in(folder), StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (FileSystemException e) {
            throw new FailedException(
                    "the models folder '" + folder + "' cannot be written to ("
                            + e.getClass().getSimpleName() + "); name another by --models or VIDEO_LAB_MODELS",
                    e);
        } catch (IOException e) {
            throw new FailedException(
                    "cannot fetch " + model.origin() + " (" + reason(e) + "); without a network put the file into "
                            + folder + " by hand, or go on with --detector haar",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted while fetching " + model.fileName(), e);
        }
    }

    /** A temporary file is its owner's alone (0600), and who fetches is often another than who runs the service. */
    private static void makeReadable(Path file) throws IOException {
        var posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (posix != null) {
            posix.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    /** A request's own time-out would end with the headers: a transfer that stalls behind them would last for ever. */
    private static void download(ModelFile model, Path target, Duration patience)
            throws IOException, InterruptedException {
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(CONNECT_PATIENCE)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpRequest request = HttpRequest.newBuilder(model.origin()).build();
        CompletableFuture<HttpResponse<Path>> transfer = http.sendAsync(request, BodyHandlers.ofFile(target));
        try {
            HttpResponse<Path> response = transfer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("HTTP " + response.statusCode());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("not transferred within " + patience.toSeconds() + " s", e);
        } finally {
            transfer.cancel(true);
        }
    }

    private static String reason(IOException e) {
        if (e.getMessage() != null) {
            return e.getMessage();
        }
        return e instanceof ConnectException ? "no connection" : e.getClass().getSimpleName();
    }
}
