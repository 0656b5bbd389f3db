package videolab.processor.cdn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import videolab.processor.cdn.formats.CacheOutcome;
import videolab.processor.cdn.formats.CdnRequest;
import videolab.processor.cdn.formats.ObjectClass;

/** What counts where, and what the ratios are made of. */
class CdnSumsTest {

    private static CdnRequest request(
            int status, CacheOutcome outcome, long bytes, Double ttfbMs, Double totalMs, boolean abort) {
        return new CdnRequest(
                "nginx",
                "edge1",
                "v.example",
                ObjectClass.SEGMENT,
                1_767_323_045_000L,
                status,
                outcome,
                bytes,
                ttfbMs,
                totalMs,
                abort,
                status == 0 && !abort,
                !abort,
                null,
                1.0,
                null);
    }

    private static CdnKpis kpis(double samplingRate, List<CdnRequest> requests) {
        long[] sums = new long[CdnSums.LENGTH];
        requests.forEach(request -> CdnSums.add(sums, request));
        CdnKpis kpis = new CdnKpis();
        kpis.add(sums, samplingRate);
        return kpis;
    }

    @Test
    void ratiosAreOfSums() {
        CdnKpis kpis = kpis(
                1,
                List.of(
                        request(200, CacheOutcome.HIT, 100_000, 2.0, 10.0, false),
                        request(206, CacheOutcome.HIT, 300_000, 4.0, 30.0, false),
                        request(304, CacheOutcome.REFRESH_HIT, 0, 8.0, 9.0, false),
                        request(200, CacheOutcome.MISS, 200_000, 90.0, 260.0, false),
                        request(302, CacheOutcome.UNCOUNTED, 500, 1.0, 1.0, false),
                        request(404, CacheOutcome.UNCOUNTED, 500, 1.0, 1.0, false),
                        request(503, CacheOutcome.UNCOUNTED, 500, 1.0, 400.0, false),
                        request(499, CacheOutcome.UNCOUNTED, 0, null, null, true),
                        request(0, CacheOutcome.UNCOUNTED, 0, null, null, true),
                        request(0, CacheOutcome.UNCOUNTED, 0, null, null, false)));

        assertThat(kpis.of(CdnMeasure.REQUESTS)).isEqualTo(10);
        assertThat(kpis.of(CdnMeasure.REFRESH_HITS)).isEqualTo(1);
        assertThat(kpis.cacheHitRatio()).isEqualTo(3 / 4.0);
        assertThat(kpis.byteHitRatio()).isEqualTo(400_000 / 600_000.0);
        assertThat(kpis.of(CdnMeasure.STATUS_2XX)).isEqualTo(3);
        assertThat(kpis.of(CdnMeasure.STATUS_3XX)).isEqualTo(2);
        assertThat(kpis.status4xxRatio()).isEqualTo(1 / 10.0);
        assertThat(kpis.status5xxRatio()).isEqualTo(1 / 10.0);
        assertThat(kpis.of(CdnMeasure.CLIENT_ABORTS)).isEqualTo(2);
        assertThat(kpis.availabilityRatio()).isEqualTo(8 / 10.0);
        assertThat(kpis.incompleteRatio()).isEqualTo(2 / 10.0);
        assertThat(kpis.longResponseRatio()).isEqualTo(2 / 7.0);
        assertThat(kpis.throughputKbps()).isEqualTo(8 * 600_000 / 300.0);
        assertThat(kpis.demandKbps(30_000)).isEqualTo(8 * 601_500 / 30_000.0);
        assertThat(kpis.ttfbHitAvgMs()).isEqualTo(14 / 3.0, within(1e-9));
        assertThat(kpis.ttfbMissAvgMs()).isEqualTo(90);
        assertThat(kpis.ttfbHitBuckets()).containsExactly(0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(kpis.isSmallSample()).isTrue();
    }

    @Test
    void withoutADenominatorThereIsNoRatio() {
        CdnKpis kpis = kpis(1, List.of(request(200, CacheOutcome.UNCOUNTED, 0, null, null, false)));
        assertThat(kpis.cacheHitRatio()).isNull();
        assertThat(kpis.byteHitRatio()).isNull();
        assertThat(kpis.longResponseRatio()).isNull();
        assertThat(kpis.throughputKbps()).isNull();
        assertThat(kpis.ttfbHitAvgMs()).isNull();
        assertThat(CdnSums.percentile(kpis.ttfbHitBuckets(), 0.5)).isNull();
        assertThat(kpis.availabilityRatio()).isEqualTo(1);
    }

    @Test
    void aSampleIsScaledUp() {
        CdnKpis kpis = kpis(0.3, List.of(request(200, CacheOutcome.HIT, 3_000, 1.0, 1.0, false)));
        assertThat(kpis.logLines()).isEqualTo(1);
        assertThat(kpis.of(CdnMeasure.REQUESTS)).isEqualTo(3);
        assertThat(kpis.of(CdnMeasure.BYTES)).isEqualTo(10_000);
        kpis.add(new long[CdnSums.LENGTH], 1);
        assertThat(kpis.cacheHitRatio()).isEqualTo(1);
    }

    @Test
    void percentilesAreEstimatedWithinTheirBucket() {
        long[] buckets = new long[CdnSums.BUCKETS];
        buckets[CdnSums.bucket(3)] = 100; // over 2, up to 5
        assertThat(CdnSums.percentile(buckets, 0.5)).isEqualTo(3.5);
        assertThat(CdnSums.percentile(buckets, 1)).isEqualTo(5);
        buckets[CdnSums.BUCKETS - 1] = 900;
        assertThat(CdnSums.percentile(buckets, 0.5)).isEqualTo(5_000);
    }

    @Test
    void aLimitBelongsToItsBucket() {
        assertThat(CdnSums.bucket(1)).isZero();
        assertThat(CdnSums.bucket(1.001)).isEqualTo(1);
        assertThat(CdnSums.bucket(1e9)).isEqualTo(CdnSums.BUCKETS - 1);
    }
}
