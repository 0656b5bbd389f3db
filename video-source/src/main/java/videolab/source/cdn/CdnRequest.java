package videolab.source.cdn;

/**
 * A request that a CDN answered, or could not.
 *
 * @param at when it was over, epoch milliseconds
 * @param status 0 where no answer went out, 499 where nginx's client left
 * @param hit meaningless where the cache was not asked: see {@link #cached()}
 * @param aborted the client left before the last byte
 */
record CdnRequest(
        LogFormat format,
        long at,
        String pop,
        String address,
        String userAgent,
        String path,
        String session,
        int status,
        long bytes,
        boolean hit,
        long ttfbMs,
        long totalMs,
        boolean aborted) {

    /** The time in the log: when it was over, for Akamai when it began. */
    long loggedAt() {
        return format == LogFormat.AKAMAI_DS2 ? at - totalMs : at;
    }

    /** Whether it says hit or miss: errors do not, and neither does what nobody answered. */
    boolean cached() {
        return status == 200 || status == 206 || status == 304;
    }
}
