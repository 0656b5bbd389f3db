package videolab.processor.cdn;

import static videolab.processor.cdn.CdnMeasure.BYTES;
import static videolab.processor.cdn.CdnMeasure.CLIENT_ABORTS;
import static videolab.processor.cdn.CdnMeasure.HITS;
import static videolab.processor.cdn.CdnMeasure.HIT_BYTES;
import static videolab.processor.cdn.CdnMeasure.INCOMPLETE;
import static videolab.processor.cdn.CdnMeasure.LONG_RESPONSES;
import static videolab.processor.cdn.CdnMeasure.MISSES;
import static videolab.processor.cdn.CdnMeasure.MISS_BYTES;
import static videolab.processor.cdn.CdnMeasure.NO_RESPONSES;
import static videolab.processor.cdn.CdnMeasure.REFRESH_HITS;
import static videolab.processor.cdn.CdnMeasure.REFRESH_HIT_BYTES;
import static videolab.processor.cdn.CdnMeasure.REQUESTS;
import static videolab.processor.cdn.CdnMeasure.STATUS_2XX;
import static videolab.processor.cdn.CdnMeasure.STATUS_3XX;
import static videolab.processor.cdn.CdnMeasure.STATUS_4XX;
import static videolab.processor.cdn.CdnMeasure.STATUS_5XX;
import static videolab.processor.cdn.CdnMeasure.TIMED;
import static videolab.processor.cdn.CdnMeasure.TRANSFER_BYTES;
import static videolab.processor.cdn.CdnMeasure.TRANSFER_US;
import static videolab.processor.cdn.CdnMeasure.TTFB_HITS;
import static videolab.processor.cdn.CdnMeasure.TTFB_HIT_US;
import static videolab.processor.cdn.CdnMeasure.TTFB_MISSES;
import static videolab.processor.cdn.CdnMeasure.TTFB_MISS_US;

import java.util.ArrayList;
import java.util.List;
import videolab.processor.cdn.formats.CacheOutcome;
import videolab.processor.cdn.formats.CdnRequest;

/** Which request counts where, in an array of one number per measure and per bucket of the two histograms. */
final class CdnSums {

    /** A response that took longer than this is a long one. */
    static final double LONG_RESPONSE_MS = 200;

    /** Below this a transfer's speed says more about its start than about the network. */
    static final long SMALLEST_TRANSFER_BYTES = 64_000;

    /** Upper limits of all buckets but the last, which is open. A limit belongs to its bucket. */
    private static final double[] BUCKETS_MS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000};

    static final int BUCKETS = BUCKETS_MS.length + 1;
    static final int HIT_BUCKETS_AT = CdnMeasure.values().length;
    static final int MISS_BUCKETS_AT = HIT_BUCKETS_AT + BUCKETS;
    static final int LENGTH = MISS_BUCKETS_AT + BUCKETS;

    private CdnSums() {}

    /** Names of the columns, in the order of the array. */
    static List<String> columns() {
        List<String> names = new ArrayList<>(LENGTH);
        for (CdnMeasure measure : CdnMeasure.values()) {
            names.add(measure.column());
        }
        for (int i = 0; i < BUCKETS; i++) {
            names.add("ttfb_hit_bucket_" + i);
        }
        for (int i = 0; i < BUCKETS; i++) {
            names.add("ttfb_miss_bucket_" + i);
        }
        return List.copyOf(names);
    }

    static void add(long[] sums, CdnRequest request) {
        sums[REQUESTS.ordinal()]++;
        sums[BYTES.ordinal()] += request.bytes();
        addCache(sums, request);
        addStatus(sums, request);
        if (!request.complete()) {
            sums[INCOMPLETE.ordinal()]++;
        }
        Double totalMs = request.totalMs();
        if (totalMs != null) {
            sums[TIMED.ordinal()]++;
            if (totalMs > LONG_RESPONSE_MS) {
                sums[LONG_RESPONSES.ordinal()]++;
            }
            boolean body = request.status() == 200 || request.status() == 206;
            if (body && request.bytes() >= SMALLEST_TRANSFER_BYTES && totalMs > 0) {
                sums[TRANSFER_BYTES.ordinal()] += request.bytes();
                sums[TRANSFER_US.ordinal()] += micros(totalMs);
            }
        }
    }

    private static void addCache(long[] sums, CdnRequest request) {
        switch (request.outcome()) {
            case HIT, REFRESH_HIT -> {
                sums[HITS.ordinal()]++;
                sums[HIT_BYTES.ordinal()] += request.bytes();
                if (request.outcome() == CacheOutcome.REFRESH_HIT) {
                    sums[REFRESH_HITS.ordinal()]++;
                    sums[REFRESH_HIT_BYTES.ordinal()] += request.bytes();
                }
                addTtfb(sums, request, TTFB_HITS, TTFB_HIT_US, HIT_BUCKETS_AT);
            }
            case MISS -> {
                sums[MISSES.ordinal()]++;
                sums[MISS_BYTES.ordinal()] += request.bytes();
                addTtfb(sums, request, TTFB_MISSES, TTFB_MISS_US, MISS_BUCKETS_AT);
            }
            case UNCOUNTED -> {
                // In no hit ratio, and its time to first byte is neither a cache's nor an origin's.
            }
        }
    }

    private static void addTtfb(long[] sums, CdnRequest request, CdnMeasure count, CdnMeasure micros, int buckets) {
        Double ttfbMs = request.ttfbMs();
        if (ttfbMs != null) {
            sums[count.ordinal()]++;
            sums[micros.ordinal()] += micros(ttfbMs);
            sums[buckets + bucket(ttfbMs)]++;
        }
    }

    /** A request is in one of these, or, with a status of 1xx, in none. */
    private static void addStatus(long[] sums, CdnRequest request) {
        if (request.clientAbort()) {
            sums[CLIENT_ABORTS.ordinal()]++;
        } else if (request.noResponse()) {
            sums[NO_RESPONSES.ordinal()]++;
        } else {
            switch (request.status() / 100) {
                case 2 -> sums[STATUS_2XX.ordinal()]++;
                case 3 -> sums[STATUS_3XX.ordinal()]++;
                case 4 -> sums[STATUS_4XX.ordinal()]++;
                case 5 -> sums[STATUS_5XX.ordinal()]++;
                default -> {
                    // No final answer.
                }
            }
        }
    }

    private static long micros(double ms) {
        return Math.round(ms * 1_000);
    }

    static int bucket(double ms) {
        int bucket = 0;
        while (bucket < BUCKETS_MS.length && ms > BUCKETS_MS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    /**
     * The time that a part of the responses did not exceed, as if those of a bucket were spread evenly over it.
     *
     * @param buckets their sizes
     * @param part over 0, at most 1
     * @return null without responses; for the open bucket its lower limit
     */
    static Double percentile(long[] buckets, double part) {
        long all = 0;
        for (long size : buckets) {
            all += size;
        }
        if (all == 0) {
            return null;
        }
        double wanted = part * all;
        long below = 0;
        for (int i = 0; i < BUCKETS_MS.length; i++) {
            if (buckets[i] > 0 && below + buckets[i] >= wanted) {
                double lower = i == 0 ? 0 : BUCKETS_MS[i - 1];
                return lower + (BUCKETS_MS[i] - lower) * (wanted - below) / buckets[i];
            }
            below += buckets[i];
        }
        return BUCKETS_MS[BUCKETS_MS.length - 1];
    }
}
