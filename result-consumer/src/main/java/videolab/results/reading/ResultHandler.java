package videolab.results.reading;

import java.time.Instant;
import videolab.contract.FrameResult;

/** What a {@link ResultReader} tells, in its own thread, as it reads. An exception from here ends the reading. */
public interface ResultHandler {

    /**
     * A result as it was on the topic, repeats included: {@link ResultLedger} tells them apart.
     *
     * @param readAt by this machine's clock, when the record had come from the broker
     */
    void result(FrameResult result, Instant readAt);

    /** A frame that nobody could read. */
    void rejected(RejectedFrame rejected, Instant readAt);

    /** One sentence for a person, said once per reader, free of control characters. */
    void notice(String sentence);
}
