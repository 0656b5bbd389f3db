package videolab.processor.cdn;

import static videolab.processor.cdn.CdnMeasure.BYTES;
import static videolab.processor.cdn.CdnMeasure.HITS;
import static videolab.processor.cdn.CdnMeasure.HIT_BYTES;
import static videolab.processor.cdn.CdnMeasure.INCOMPLETE;
import static videolab.processor.cdn.CdnMeasure.LONG_RESPONSES;
import static videolab.processor.cdn.CdnMeasure.MISSES;
import static videolab.processor.cdn.CdnMeasure.MISS_BYTES;
import static videolab.processor.cdn.CdnMeasure.NO_RESPONSES;
import static videolab.processor.cdn.CdnMeasure.REQUESTS;
import static videolab.processor.cdn.CdnMeasure.STATUS_4XX;
import static videolab.processor.cdn.CdnMeasure.STATUS_5XX;
import static videolab.processor.cdn.CdnMeasure.TIMED;
import static videolab.processor.cdn.CdnMeasure.TRANSFER_BYTES;
import static videolab.processor.cdn.CdnMeasure.TRANSFER_US;
import static videolab.processor.cdn.CdnMeasure.TTFB_HITS;
import static videolab.processor.cdn.CdnMeasure.TTFB_HIT_US;
import static videolab.processor.cdn.CdnMeasure.TTFB_MISSES;
import static videolab.processor.cdn.CdnMeasure.TTFB_MISS_US;

import java.util.Arrays;
import videolab.processor.kpis.KpiGroups;
import videolab.processor.kpis.Weight;

/**
 * The figures of one row. Counts and sums are of all requests; where the log is a sample they are scaled up. A ratio without
 * a denominator is null.
 */
final class CdnKpis implements KpiGroups.Counts<CdnKpis> {

    /** Below this a row's ratios are not to be compared. */
    private static final long SMALL_SAMPLE = 25;

    private final double[] scaled = new double[CdnSums.LENGTH];
    private long logLines;
    private long requests;
    private long bytes;

    /** Adds a group. */
    void add(long[] sums, double samplingRate) {
        Weight weight = weightOf(sums, samplingRate);
        requests += weight.first();
        bytes += weight.second();
        logLines += sums[REQUESTS.ordinal()];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] += sums[i] / samplingRate;
        }
    }

    @Override
    public void add(CdnKpis other) {
        requests += other.requests;
        bytes += other.bytes;
        logLines += other.logLines;
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] += other.scaled[i];
        }
    }

    @Override
    public Weight weight() {
        return new Weight(requests, bytes);
    }

    /** What decides which values keep their row: requests, then bytes. Whole numbers, which add up to the same in any order. */
    static Weight weightOf(long[] sums, double samplingRate) {
        return new Weight(
                Math.round(sums[REQUESTS.ordinal()] / samplingRate), Math.round(sums[BYTES.ordinal()] / samplingRate));
    }

    /** Lines of the log, not scaled. */
    long logLines() {
        return logLines;
    }

    boolean isSmallSample() {
        return logLines < SMALL_SAMPLE;
    }

    long of(CdnMeasure measure) {
        return Math.round(exactly(measure));
    }

    /** A sum of microseconds in milliseconds. */
    double millisOf(CdnMeasure micros) {
        return exactly(micros) / 1_000;
    }

    private double exactly(CdnMeasure measure) {
        return scaled[measure.ordinal()];
    }

    long[] ttfbHitBuckets() {
        return buckets(CdnSums.HIT_BUCKETS_AT);
    }

    long[] ttfbMissBuckets() {
        return buckets(CdnSums.MISS_BUCKETS_AT);
    }

    private long[] buckets(int at) {
        return Arrays.stream(scaled, at, at + CdnSums.BUCKETS)
                .mapToLong(Math::round)
                .toArray();
    }

    Double cacheHitRatio() {
        return ratio(exactly(HITS), exactly(HITS) + exactly(MISSES));
    }

    Double byteHitRatio() {
        return ratio(exactly(HIT_BYTES), exactly(HIT_BYTES) + exactly(MISS_BYTES));
    }

    Double status4xxRatio() {
        return ratio(exactly(STATUS_4XX), exactly(REQUESTS));
    }

    Double status5xxRatio() {
        return ratio(exactly(STATUS_5XX), exactly(REQUESTS));
    }

    Double availabilityRatio() {
        return ratio(exactly(REQUESTS) - exactly(STATUS_5XX) - exactly(NO_RESPONSES), exactly(REQUESTS));
    }

    Double incompleteRatio() {
        return ratio(exactly(INCOMPLETE), exactly(REQUESTS));
    }

    Double longResponseRatio() {
        return ratio(exactly(LONG_RESPONSES), exactly(TIMED));
    }

    /** Bits per millisecond are kilobits per second. */
    Double throughputKbps() {
        return ratio(8 * exactly(TRANSFER_BYTES), exactly(TRANSFER_US) / 1_000);
    }

    Double demandKbps(long windowMs) {
        return ratio(8 * exactly(BYTES), windowMs);
    }

    Double ttfbHitAvgMs() {
        return ratio(exactly(TTFB_HIT_US) / 1_000, exactly(TTFB_HITS));
    }

    Double ttfbMissAvgMs() {
        return ratio(exactly(TTFB_MISS_US) / 1_000, exactly(TTFB_MISSES));
    }

    private static Double ratio(double numerator, double denominator) {
        return denominator == 0 ? null : numerator / denominator;
    }
}
