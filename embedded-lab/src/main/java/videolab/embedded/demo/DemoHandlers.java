package videolab.embedded.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import videolab.contract.FrameResult;
import videolab.results.reading.KpiRow;
import videolab.results.reading.KpiWindow;
import videolab.results.reading.RejectedRecord;

/** Several handlers as one: each is called in order, the ledger first. */
final class DemoHandlers implements DemoHandler {

    private final List<DemoHandler> handlers;

    DemoHandlers(DemoHandler ledger, List<DemoHandler> others) {
        handlers = new ArrayList<>(List.of(ledger));
        handlers.addAll(others);
    }

    private void each(Consumer<DemoHandler> call) {
        handlers.forEach(call);
    }

    @Override
    public void begin(Started lab) {
        each(handler -> handler.begin(lab));
    }

    @Override
    public void result(FrameResult result, Instant readAt) {
        each(handler -> handler.result(result, readAt));
    }

    @Override
    public void rejected(RejectedRecord rejected, Instant readAt) {
        each(handler -> handler.rejected(rejected, readAt));
    }

    @Override
    public void row(KpiRow row, Instant readAt) {
        each(handler -> handler.row(row, readAt));
    }

    @Override
    public void window(KpiWindow window) {
        each(handler -> handler.window(window));
    }

    @Override
    public void notice(String sentence) {
        each(handler -> handler.notice(sentence));
    }

    @Override
    public void progress(String line) {
        each(handler -> handler.progress(line));
    }

    @Override
    public void tick(Instant now) {
        each(handler -> handler.tick(now));
    }

    @Override
    public void finish(DemoSummary summary) {
        each(handler -> handler.finish(summary));
    }

    @Override
    public void close() {
        each(DemoHandler::close);
    }
}
