package videolab.results.reading;

import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Receives the records of some topics from a {@link RecordReader}, in the thread that reads. An exception ends the reading. */
public interface RecordHandler {

    /** The topics whose records it receives. */
    List<String> topics();

    /** @param readAt by this machine's clock, when the record had come from the broker */
    void record(ConsumerRecord<byte[], byte[]> record, Instant readAt);
}
