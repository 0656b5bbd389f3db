package videolab.results.reading;

/** Percentiles and the largest of some latencies, in milliseconds. */
public record LatencyMs(long p50, long p95, long p99, long max) {}
