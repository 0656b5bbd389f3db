package videolab.processor.cdn;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a run does. */
final class CdnTally {

    private final LongAdder records = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder windows = new LongAdder();
    private final LongAdder rows = new LongAdder();
    private final UnknownResults unknownResults = new UnknownResults();

    void read(long newRecords, long newAccepted, long newRejected) {
        records.add(newRecords);
        accepted.add(newAccepted);
        rejected.add(newRejected);
    }

    void late(long groups) {
        late.add(groups);
    }

    void wrote(long newWindows, long newRows) {
        windows.add(newWindows);
        rows.add(newRows);
    }

    void unknownResults(Map<String, Long> counts) {
        unknownResults.add(counts);
    }

    Map<String, Long> unknownResults() {
        return unknownResults.snapshot();
    }

    CdnSummary summary() {
        return new CdnSummary(
                accepted.sum() + rejected.sum(),
                accepted.sum(),
                rejected.sum(),
                records.sum(),
                late.sum(),
                windows.sum(),
                rows.sum());
    }
}
