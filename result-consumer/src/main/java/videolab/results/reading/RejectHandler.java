package videolab.results.reading;

import java.time.Instant;

/** Receives rejected records from a {@link RecordReader}, in the thread that reads. An exception ends the reading. */
public interface RejectHandler {

    /** @param readAt by this machine's clock */
    void rejected(RejectedRecord rejected, Instant readAt);
}
