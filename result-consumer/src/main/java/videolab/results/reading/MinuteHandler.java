package videolab.results.reading;

import java.time.Instant;
import videolab.contract.FaceMinute;

/** Receives cameras' minutes from a {@link RecordReader}, in the thread that reads. An exception ends the reading. */
public interface MinuteHandler {

    /**
     * A minute as it was on its topic: it comes again as it grows.
     *
     * @param readAt by this machine's clock
     */
    void minute(FaceMinute minute, Instant readAt);

    /** One sentence for a person, free of control characters; each sentence comes once. */
    void notice(String sentence);
}
