package videolab.source.command;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import videolab.cli.FailedException;
import videolab.cli.UsageException;
import videolab.contract.FrameTruth;
import videolab.contract.Json;

/** The truth of drawn frames as JSON Lines; each line is there before its frame is sent. */
final class TruthFile implements Consumer<FrameTruth>, AutoCloseable {

    private final BufferedWriter writer;

    private TruthFile(BufferedWriter writer) {
        this.writer = writer;
    }

    /** Replaces the file. */
    static TruthFile create(Path file) {
        try {
            return new TruthFile(Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw new UsageException("--truth", file, "a file that can be written is expected");
        }
    }

    @Override
    public synchronized void accept(FrameTruth truth) {
        try {
            writer.write(Json.line(truth));
            writer.write('\n');
            writer.flush();
        } catch (IOException e) {
            throw new FailedException("the truth file cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new FailedException("the truth file cannot be closed: " + e.getMessage(), e);
        }
    }
}
