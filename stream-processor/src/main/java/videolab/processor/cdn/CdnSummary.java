package videolab.processor.cdn;

/**
 * What a run has done so far, as on the wire.
 *
 * @param read log lines, good or not
 * @param accepted lines that are requests
 * @param rejected unreadable lines
 * @param records Kafka records that the lines came in
 * @param late sums that came after their window was written
 * @param windows windows that were written
 * @param rows of all tables
 */
public record CdnSummary(long read, long accepted, long rejected, long records, long late, long windows, long rows) {}
