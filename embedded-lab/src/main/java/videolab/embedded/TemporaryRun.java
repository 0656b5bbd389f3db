package videolab.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import videolab.cli.FailedException;
import videolab.processor.spark.OrderlyStop;

/** A run in a folder that is deleted when it is over; Ctrl-C interrupts it, and then too. */
public final class TemporaryRun {

    private TemporaryRun() {}

    /** What is done in the folder. Where it is interrupted, it closes what it has opened, and throws. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Path folder) throws Exception;
    }

    /** @throws FailedException when Ctrl-C ended it */
    public static <T> T of(String prefix, Work<T> work) throws Exception {
        Thread runner = Thread.currentThread();
        try (OrderlyStop stop = OrderlyStop.install()) {
            stop.requested().thenRun(runner::interrupt);
            Path folder = Files.createTempDirectory(prefix);
            try {
                return work.in(folder);
            } catch (Exception e) {
                if (stop.requested().isDone()) {
                    throw new FailedException("stopped before the end; there is no result");
                }
                throw e;
            } finally {
                FileUtils.deleteDirectory(folder.toFile());
            }
        }
    }
}
