package videolab.processor.cdn;

import java.util.Locale;

/**
 * What is counted of requests. All of it adds up: over requests, windows and dimensions. The histograms of times to first
 * byte follow them ({@link CdnSums}).
 */
enum CdnMeasure {
    REQUESTS,
    BYTES,
    HITS,
    REFRESH_HITS,
    MISSES,
    HIT_BYTES,
    REFRESH_HIT_BYTES,
    MISS_BYTES,
    STATUS_2XX,
    STATUS_3XX,
    STATUS_4XX,
    STATUS_5XX,
    CLIENT_ABORTS,
    NO_RESPONSES,
    INCOMPLETE,
    TIMED,
    LONG_RESPONSES,
    TRANSFER_BYTES,
    TRANSFER_US,
    TTFB_HITS,
    TTFB_HIT_US,
    TTFB_MISSES,
    TTFB_MISS_US;

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
