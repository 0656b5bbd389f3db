package videolab.results.kpis;

import java.time.Instant;

/** What a {@link KpiReader} tells, in the thread that reads. An exception from here ends the reading. */
public interface KpiHandler {

    /**
     * A row about a window as it was on its topic, repeats included: {@link KpiWindows} keeps the last.
     *
     * @param readAt by this machine's clock
     */
    void row(KpiRow row, Instant readAt);

    /** One sentence for a person, said once per reader, free of control characters. */
    void notice(String sentence);
}
