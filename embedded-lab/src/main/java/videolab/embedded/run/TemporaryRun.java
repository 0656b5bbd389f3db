package videolab.embedded.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.FailedException;
import videolab.cli.ProcessFolder;
import videolab.cli.StopSignal;
import videolab.cli.UsageException;
import videolab.processor.spark.LabSpark;
import videolab.processor.spark.SparkStop;

/** A run with a broker and a Spark of its own, in a folder that is deleted when it is over; Ctrl-C interrupts it. */
public final class TemporaryRun {

    private static final Logger LOG = LoggerFactory.getLogger(TemporaryRun.class);

    private TemporaryRun() {}

    /** The work of a run. */
    @FunctionalInterface
    public interface Work<T> {
        T with(EmbeddedBroker broker, SparkSession spark, Path folder) throws Exception;
    }

    /**
     * @param name of the folder's beginning and of Spark's application
     * @throws FailedException when Ctrl-C ended it
     */
    public static <T> T of(String name, Work<T> work) throws Exception {
        Thread runner = Thread.currentThread();
        try (StopSignal stop = SparkStop.install()) {
            stop.requested().thenRun(runner::interrupt);
            Path folder = Files.createTempDirectory(ProcessFolder.get(), name);
            try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
                    SparkSession spark = LabSpark.open(name, "local[2]", false)) {
                stop.begin();
                try {
                    return work.with(broker, spark, folder);
                } finally {
                    // Kafka sets the flag again when it throws; what is closed from here on waits for its threads.
                    Thread.interrupted();
                    for (StreamingQuery query : spark.streams().active()) {
                        query.stop();
                    }
                }
            } catch (FailedException | UsageException e) {
                throw e;
            } catch (Exception e) {
                if (stop.requested().isDone()) {
                    throw new FailedException("stopped before the end; there is no result", e);
                }
                throw e;
            } finally {
                delete(folder);
            }
        }
    }

    private static void delete(Path folder) {
        try {
            FileUtils.deleteDirectory(folder.toFile());
        } catch (IOException e) {
            LOG.warn("{} could not be deleted: {}", folder, e.getMessage());
        }
    }
}
