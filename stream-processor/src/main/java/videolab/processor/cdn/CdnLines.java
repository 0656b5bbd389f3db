package videolab.processor.cdn;

import java.time.Clock;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import videolab.contract.Limits;
import videolab.processor.cdn.formats.CdnLogReader;
import videolab.processor.cdn.formats.CdnRequest;
import videolab.processor.cdn.formats.LogOutcomes;
import videolab.processor.cdn.formats.ReaderSettings;

/** Sums requests by window and sends unreadable lines to the rejects topic. For one thread. */
final class CdnLines {

    /** The most broken lines of one record that are sent one by one; of the others only their number is sent. */
    private static final int REJECTS_OF_A_RECORD = 100;

    private final CdnLogReader reader;
    private final WindowSums sums;
    private final RejectTarget rejects;
    private final Clock clock;
    private final UnknownResults unknownResults = new UnknownResults();
    private long records;
    private long accepted;
    private long rejected;

    CdnLines(ReaderSettings settings, long windowMs, RejectTarget rejects, Clock clock) {
        reader = new CdnLogReader(settings);
        sums = new WindowSums(windowMs);
        this.rejects = rejects;
        this.clock = clock;
    }

    void read(CdnRecord record) {
        records++;
        long now = clock.millis();
        // A clock that is ahead, here or at the producer, is not to move the watermark.
        long received = record.arrivedMs() > 0 ? Math.min(record.arrivedMs(), now) : now;
        Outcomes outcomes = new Outcomes(record);
        reader.read(record.value(), record.format(), received, outcomes);
        outcomes.end();
    }

    int groups() {
        return sums.size();
    }

    Iterator<Map.Entry<CdnGroup, WindowSums.Group>> drain() {
        return sums.drain();
    }

    /** To be called at the end: what was rejected is safe then. */
    void flush() {
        if (rejected > 0) {
            rejects.flush();
        }
    }

    long records() {
        return records;
    }

    long accepted() {
        return accepted;
    }

    long rejected() {
        return rejected;
    }

    /** Words for a cache result that no format knows. */
    Map<String, Long> unknownResults() {
        return unknownResults.snapshot();
    }

    private final class Outcomes implements LogOutcomes {

        private final CdnRecord record;
        private int rejectedHere;

        Outcomes(CdnRecord record) {
            this.record = record;
        }

        @Override
        public void accepted(CdnRequest request) {
            accepted++;
            if (request.unknownResult() != null) {
                unknownResults.count(request.cdn(), request.unknownResult());
            }
            sums.add(request);
        }

        @Override
        public void rejected(byte[] value, int from, int to, String reason) {
            rejected++;
            rejectedHere++;
            if (rejectedHere <= REJECTS_OF_A_RECORD) {
                int end = Math.min(to, from + Limits.REJECTED_VALUE_BYTES);
                byte[] piece = Arrays.copyOfRange(value, from, end);
                send(piece, reason);
            }
        }

        void end() {
            if (rejectedHere > REJECTS_OF_A_RECORD) {
                send(null, (rejectedHere - REJECTS_OF_A_RECORD) + " more lines of this record");
            }
        }

        private void send(byte[] value, String reason) {
            rejects.send(record.topic(), record.partition(), record.offset(), record.key(), value, reason);
        }
    }
}
