package videolab.results.reading;

import java.time.Instant;
import videolab.contract.FrameResult;

/** Receives results from a {@link RecordReader}, in the thread that reads. An exception ends the reading. */
public interface ResultHandler {

    /**
     * A result as it was on the topic, repeats included: {@link ResultLedger} drops them.
     *
     * @param readAt by this machine's clock, when the record had come from the broker
     */
    void result(FrameResult result, Instant readAt);

    /** One sentence for a person, free of control characters; each sentence comes once. */
    void notice(String sentence);
}
