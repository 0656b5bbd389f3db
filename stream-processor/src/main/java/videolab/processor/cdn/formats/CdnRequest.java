package videolab.processor.cdn.formats;

/**
 * One request that a CDN answered, whatever its log looks like.
 *
 * @param cdn {@code edgecast}, {@code cloudfront}, {@code akamai}, {@code nginx}
 * @param pop point of presence, or {@code unknown}
 * @param host as the viewer asked for, lower case, without port, or {@code unknown}
 * @param atMs epoch milliseconds, never later than the log line was received
 * @param status HTTP status; 0 where there was none
 * @param bytes sent to the viewer
 * @param ttfbMs time to the first byte, null where the log does not say
 * @param totalMs time to the last byte, null where the log does not say
 * @param clientAbort the viewer left: no error of the CDN
 * @param noResponse nothing was answered, and the viewer had not left
 * @param complete the last byte was sent
 * @param country ISO 3166-1, null where the log does not say
 * @param samplingRate the part of the requests that the log holds, over 0 and at most 1
 * @param unknownResult the log's word for the cache result where {@code docs/cdn.md} does not name it, else null
 */
public record CdnRequest(
        String cdn,
        String pop,
        String host,
        ObjectClass objectClass,
        long atMs,
        int status,
        CacheOutcome outcome,
        long bytes,
        Double ttfbMs,
        Double totalMs,
        boolean clientAbort,
        boolean noResponse,
        boolean complete,
        String country,
        double samplingRate,
        String unknownResult) {}
