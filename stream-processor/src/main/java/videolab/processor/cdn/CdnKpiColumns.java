package videolab.processor.cdn;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The columns after the dimensions, in the order of {@code docs/kpis.md}. */
final class CdnKpiColumns {

    /** @param type Spark's name of it */
    private record Column(String type, BiFunction<CdnKpis, Long, Object> value) {}

    private static final Map<String, Column> COLUMNS = columns();

    /** Names and types. */
    static final String DDL = COLUMNS.entrySet().stream()
            .map(column -> column.getKey() + " " + column.getValue().type())
            .collect(Collectors.joining(", "));

    private CdnKpiColumns() {}

    static List<Object> values(CdnKpis kpis, long windowMs) {
        return Arrays.asList(COLUMNS.values().stream()
                .map(column -> column.value().apply(kpis, windowMs))
                .toArray());
    }

    private static Map<String, Column> columns() {
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("log_lines", new Column("BIGINT", (kpis, window) -> kpis.logLines()));
        for (CdnMeasure measure : CdnMeasure.values()) {
            if (measure.column().endsWith("_us")) {
                String name = measure.column().replace("_us", "_ms");
                columns.put(name, new Column("DOUBLE", (kpis, window) -> kpis.millisOf(measure)));
            } else {
                columns.put(measure.column(), new Column("BIGINT", (kpis, window) -> kpis.of(measure)));
            }
        }
        columns.put("ttfb_hit_buckets", new Column("ARRAY<BIGINT>", (kpis, window) -> boxed(kpis.ttfbHitBuckets())));
        columns.put("ttfb_miss_buckets", new Column("ARRAY<BIGINT>", (kpis, window) -> boxed(kpis.ttfbMissBuckets())));
        columns.put("cache_hit_ratio", ratio((kpis, window) -> kpis.cacheHitRatio()));
        columns.put("byte_hit_ratio", ratio((kpis, window) -> kpis.byteHitRatio()));
        columns.put("status_4xx_ratio", ratio((kpis, window) -> kpis.status4xxRatio()));
        columns.put("status_5xx_ratio", ratio((kpis, window) -> kpis.status5xxRatio()));
        columns.put("availability_ratio", ratio((kpis, window) -> kpis.availabilityRatio()));
        columns.put("incomplete_ratio", ratio((kpis, window) -> kpis.incompleteRatio()));
        columns.put("long_response_ratio", ratio((kpis, window) -> kpis.longResponseRatio()));
        columns.put("throughput_kbps", ratio((kpis, window) -> kpis.throughputKbps()));
        columns.put("demand_kbps", ratio((kpis, window) -> kpis.demandKbps(window)));
        columns.put("ttfb_hit_avg_ms", ratio((kpis, window) -> kpis.ttfbHitAvgMs()));
        columns.put("ttfb_miss_avg_ms", ratio((kpis, window) -> kpis.ttfbMissAvgMs()));
        for (int percent : new int[] {50, 95, 99}) {
            double part = percent / 100.0;
            columns.put(
                    "ttfb_hit_p" + percent + "_ms",
                    ratio((kpis, window) -> CdnSums.percentile(kpis.ttfbHitBuckets(), part)));
            columns.put(
                    "ttfb_miss_p" + percent + "_ms",
                    ratio((kpis, window) -> CdnSums.percentile(kpis.ttfbMissBuckets(), part)));
        }
        columns.put("small_sample", new Column("BOOLEAN", (kpis, window) -> kpis.isSmallSample()));
        return columns;
    }

    private static Column ratio(BiFunction<CdnKpis, Long, Object> value) {
        return new Column("DOUBLE", value);
    }

    private static List<Long> boxed(long[] buckets) {
        return Arrays.stream(buckets).boxed().toList();
    }
}
