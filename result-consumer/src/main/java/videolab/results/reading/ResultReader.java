package videolab.results.reading;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import videolab.cli.Broker;
import videolab.cli.FailedException;
import videolab.cli.UsageException;
import videolab.contract.FrameResult;
import videolab.contract.Topics;
import videolab.results.reading.RecordReader.Start;

/**
 * Reads results and rejects, as a {@link RecordReader} does, and hands them to a {@link ResultHandler}; a record that is
 * no result is counted.
 *
 * <p>Driven by {@link #run()} in a thread of its own, or by {@link #poll(Duration)} in a loop; not by both.
 */
public final class ResultReader implements Runnable, AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final RecordReader reader;
    private final String resultsTopic;
    private final ResultHandler handler;

    private volatile Unreadable unreadable = Unreadable.NONE;

    /**
     * Opens a reader whose place on the topics is fixed when this returns.
     *
     * @param resultsTopic {@link Topics#RESULTS}'s name, as a rule
     * @throws UsageException when the broker's address is none
     * @throws FailedException when no broker answers within ten seconds, or a topic is missing
     */
    public static ResultReader open(Broker broker, String resultsTopic, Start start, ResultHandler handler) {
        return new ResultReader(
                resultsTopic, handler, taker -> RecordReader.open(broker, topics(resultsTopic), start, taker));
    }

    ResultReader(
            Consumer<byte[], byte[]> consumer, String resultsTopic, Start start, ResultHandler handler, Clock clock) {
        this(resultsTopic, handler, taker -> new RecordReader(consumer, topics(resultsTopic), start, taker, clock));
    }

    private ResultReader(
            String resultsTopic, ResultHandler handler, Function<RecordReader.Taker, RecordReader> opening) {
        this.resultsTopic = resultsTopic;
        this.handler = handler;
        this.reader = opening.apply(this::hand);
    }

    private static List<String> topics(String resultsTopic) {
        return List.of(resultsTopic, Topics.REJECTED_FRAMES.name());
    }

    /** Reads until {@link #stop()}, {@link #close()} or an interrupt. */
    @Override
    public void run() {
        while (poll(POLL)) {
            // Everything happens in the handler.
        }
    }

    /**
     * Hands over what has come, waiting at most that long for a first record.
     *
     * @return false once the reader was told to stop
     * @throws FailedException when the broker refuses to be read
     */
    public boolean poll(Duration timeout) {
        return reader.poll(timeout);
    }

    /** Ends the reading soon, from any thread, the handler's too. */
    public void stop() {
        reader.stop();
    }

    /** How many records were no results, so far. */
    public Unreadable unreadable() {
        return unreadable;
    }

    /** Stops, waits for the handler to return, and closes the connection. */
    @Override
    public void close() {
        reader.close();
    }

    private void hand(ConsumerRecord<byte[], byte[]> record, Instant readAt) {
        if (!record.topic().equals(resultsTopic)) {
            handler.rejected(RejectedFrame.of(record), readAt);
            return;
        }
        Decoded decoded = Decoded.of(record.value());
        if (decoded instanceof Decoded.Result result) {
            handler.result(result.result(), readAt);
        } else if (decoded instanceof Decoded.UnknownSchema unknown) {
            if (unreadable.unknownSchema() == 0) {
                handler.notice(where(record) + " has schema " + unknown.schema() + ", and this reader knows "
                        + FrameResult.SCHEMA + "; such records are skipped and counted");
            }
            unreadable = unreadable.plusUnknownSchema();
        } else if (decoded instanceof Decoded.Broken broken) {
            if (unreadable.broken() == 0) {
                handler.notice(Printable.of(
                        where(record) + " is no result (" + broken.why() + "); such records are skipped and counted"));
            }
            unreadable = unreadable.plusBroken();
        }
    }

    private static String where(ConsumerRecord<byte[], byte[]> record) {
        return "record " + record.offset() + " of partition " + record.partition() + " of " + record.topic();
    }
}
