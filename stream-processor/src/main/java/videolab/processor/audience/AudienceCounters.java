package videolab.processor.audience;

import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** What became of the events, summed over the batches of this run. */
public final class AudienceCounters extends StreamingQueryListener {

    private final LongAdder accepted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder behindWatermark = new LongAdder();
    private volatile long liveSessions;

    /**
     * The sums since the start.
     *
     * @param behindWatermark how often Spark left out the events that one session had in a batch, because all were received before the
     *     watermark
     * @param liveSessions sessions in the state store, ended ones that are still remembered among them
     */
    public record Snapshot(long accepted, long rejected, long behindWatermark, long liveSessions) {}

    public Snapshot snapshot() {
        return new Snapshot(accepted.sum(), rejected.sum(), behindWatermark.sum(), liveSessions);
    }

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
        StreamingQueryProgress progress = event.progress();
        if (!AudiencePipeline.NAME.equals(progress.name())) {
            return;
        }
        Row observed = progress.observedMetrics().get(AudiencePipeline.OBSERVED);
        if (observed != null) {
            accepted.add(observed.getLong(0));
            rejected.add(observed.getLong(1));
        }
        if (progress.stateOperators().length > 0) {
            behindWatermark.add(progress.stateOperators()[0].numRowsDroppedByWatermark());
            liveSessions = progress.stateOperators()[0].numRowsTotal();
        }
    }

    @Override
    public void onQueryStarted(QueryStartedEvent event) {
        // Nothing to count.
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {
        // Nothing to count.
    }
}
