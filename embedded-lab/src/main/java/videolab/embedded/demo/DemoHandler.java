package videolab.embedded.demo;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import videolab.contract.FrameResult;
import videolab.contract.Models;
import videolab.results.reading.KpiHandler;
import videolab.results.reading.KpiRow;
import videolab.results.reading.KpiWindow;
import videolab.results.reading.RejectHandler;
import videolab.results.reading.RejectedRecord;
import videolab.results.reading.ResultHandler;

/**
 * Shows or counts what a demo reads. All methods are called by the thread that runs the demo; an exception from any of them
 * ends the demo.
 */
interface DemoHandler extends ResultHandler, RejectHandler, KpiHandler, AutoCloseable {

    /**
     * The lab, when it has started.
     *
     * @param bootstrap the broker's address, {@code host:port}
     * @param facts what the page shows of this process, as it is when asked
     * @param startedAt frames are published from this instant on
     */
    record Started(String bootstrap, Models models, Supplier<Map<String, String>> facts, Instant startedAt) {}

    /** Called once, before anything is read. */
    default void begin(Started lab) {}

    @Override
    default void result(FrameResult result, Instant readAt) {}

    @Override
    default void rejected(RejectedRecord rejected, Instant readAt) {}

    /** A KPI row as it was on its topic, repeats included. */
    @Override
    default void row(KpiRow row, Instant readAt) {}

    /** A window of the audience's KPIs that is complete, or has changed since. */
    default void window(KpiWindow window) {}

    @Override
    default void notice(String sentence) {}

    /** A step of the demo, as a line with its time. */
    default void progress(String line) {}

    /** Called between two polls, at least every 100 ms. */
    default void tick(Instant now) {}

    /** Called once when publishing has ended and its results were read; not when the demo fails. */
    default void finish(DemoSummary summary) {}

    @Override
    default void close() {}
}
