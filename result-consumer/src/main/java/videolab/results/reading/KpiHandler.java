package videolab.results.reading;

import java.time.Instant;

/** Receives KPI rows from a {@link RecordReader}, in the thread that reads. An exception ends the reading. */
public interface KpiHandler {

    /**
     * A row about a window as it was on its topic, repeats included: {@link KpiWindows} keeps the last.
     *
     * @param readAt by this machine's clock
     */
    void row(KpiRow row, Instant readAt);

    /** One sentence for a person, free of control characters; each sentence comes once. */
    void notice(String sentence);
}
