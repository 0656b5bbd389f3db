package videolab.results.reading;

import java.time.Clock;
import org.apache.kafka.clients.consumer.Consumer;

/** Readers of any consumer, for tests in other packages. */
public final class RecordReaders {

    private RecordReaders() {}

    /** Stands at the end of the topics. */
    public static RecordReader open(Consumer<byte[], byte[]> consumer, Clock clock, RecordHandler... handlers) {
        return new RecordReader(consumer, RecordReader.Start.END, clock, handlers);
    }
}
