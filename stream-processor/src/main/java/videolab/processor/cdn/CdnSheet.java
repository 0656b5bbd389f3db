package videolab.processor.cdn;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import videolab.contract.KpiColumns;
import videolab.processor.kpis.KpiSheet;

/** The columns of the CDN tables, by {@code docs/kpis.md}. */
final class CdnSheet {

    /** @param folded how many values of the dimensions it is the sum of */
    record Counted(CdnKpis kpis, Duration window, long folded) {}

    static final KpiSheet<Counted> WINDOWS = new KpiSheet<>(KpiColumns.CDN, values());

    private CdnSheet() {}

    private static Map<String, KpiSheet.Value<Counted>> values() {
        Map<String, KpiSheet.Value<Counted>> values = new LinkedHashMap<>();
        values.put("log_lines", of(CdnKpis::logLines));
        for (CdnMeasure measure : CdnMeasure.values()) {
            if (measure.column().endsWith("_us")) {
                values.put(measure.column().replace("_us", "_ms"), of(kpis -> kpis.millisOf(measure)));
            } else {
                values.put(measure.column(), of(kpis -> kpis.of(measure)));
            }
        }
        values.put("ttfb_hit_buckets", of(CdnKpis::ttfbHitBuckets));
        values.put("ttfb_miss_buckets", of(CdnKpis::ttfbMissBuckets));
        values.put("cache_hit_ratio", of(CdnKpis::cacheHitRatio));
        values.put("byte_hit_ratio", of(CdnKpis::byteHitRatio));
        values.put("status_4xx_ratio", of(CdnKpis::status4xxRatio));
        values.put("status_5xx_ratio", of(CdnKpis::status5xxRatio));
        values.put("availability_ratio", of(CdnKpis::availabilityRatio));
        values.put("incomplete_ratio", of(CdnKpis::incompleteRatio));
        values.put("long_response_ratio", of(CdnKpis::longResponseRatio));
        values.put("throughput_kbps", of(CdnKpis::throughputKbps));
        values.put("demand_kbps", row -> row.kpis().demandKbps(row.window().toMillis()));
        values.put("ttfb_hit_avg_ms", of(CdnKpis::ttfbHitAvgMs));
        values.put("ttfb_miss_avg_ms", of(CdnKpis::ttfbMissAvgMs));
        for (int percent : new int[] {50, 95, 99}) {
            double part = percent / 100.0;
            values.put("ttfb_hit_p" + percent + "_ms", of(kpis -> CdnSums.percentile(kpis.ttfbHitBuckets(), part)));
            values.put("ttfb_miss_p" + percent + "_ms", of(kpis -> CdnSums.percentile(kpis.ttfbMissBuckets(), part)));
        }
        values.put("folded_values", Counted::folded);
        values.put("small_sample", of(CdnKpis::isSmallSample));
        return values;
    }

    private static KpiSheet.Value<Counted> of(Function<CdnKpis, Object> value) {
        return row -> value.apply(row.kpis());
    }
}
