package videolab.results.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static videolab.results.reading.KpiRows.AUDIENCE;
import static videolab.results.reading.KpiRows.CDN;
import static videolab.results.reading.KpiRows.START;
import static videolab.results.reading.KpiRows.WINDOW;
import static videolab.results.reading.KpiRows.fields;
import static videolab.results.reading.KpiRows.row;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import videolab.results.reading.KpiRow;
import videolab.results.reading.KpiWindow;

class KpiReportTest {

    private static final KpiReport ALL = new KpiReport(Set.of(), 2, false);
    private static final Instant NOW = START.plus(WINDOW).plusSeconds(52);

    private static final KpiRow OVERALL = row(
            AUDIENCE,
            0,
            fields(
                    "overall",
                    0,
                    "events",
                    1412,
                    "duplicates",
                    2,
                    "late",
                    1,
                    "after_end",
                    0,
                    "sessions",
                    40,
                    "bot_sessions",
                    0,
                    "concurrent_viewers",
                    38,
                    "unique_viewers",
                    37,
                    "viewers_sketch",
                    "AgEHDg==",
                    "attempts",
                    12,
                    "views",
                    11,
                    "valid_views",
                    10,
                    "ebvs",
                    1,
                    "ebvs_ratio",
                    1 / 12.0,
                    "start_failures",
                    1,
                    "start_failure_ratio",
                    1 / 12.0,
                    "playback_failures",
                    0,
                    "playback_failure_ratio",
                    null,
                    "sessions_ended",
                    5,
                    "timeouts",
                    1,
                    "play_ms",
                    1_034_000,
                    "view_avg_ms",
                    94_000.0,
                    "startup_avg_ms",
                    1423.4,
                    "rebuffering_ratio",
                    0.00823,
                    "stalls",
                    7,
                    "stalls_per_hour",
                    24.4,
                    "stalled_sessions",
                    4,
                    "stalled_session_ratio",
                    4 / 38.0,
                    "bitrate_avg_kbps",
                    3204.4,
                    "small_sample",
                    false));

    @Test
    void theNumbersAboutEverythingAreABlockInTheirUnits() {
        assertThat(ALL.of(window(AUDIENCE, OVERALL), NOW).lines())
                .containsExactly(
                        "audience-kpis  2026-01-02 11:02:00–11:02:30 UTC  ended 52.0 s ago, written 46.2 s after its end",
                        "",
                        "overall    concurrent viewers         38    unique viewers           37    sessions                    40",
                        "           attempts                   12    views                    11    valid views                 10",
                        "           start-up               1.42 s    bitrate            3.2 Mbps    play time per view     94.00 s",
                        "           rebuffering            0.82 %    stalls per hour      24.4/h    stalled sessions    4 (10.5 %)",
                        "           EBVS                1 (8.3 %)    start failures    1 (8.3 %)    playback failures            0",
                        "           ended                       5    ended by silence          1    play time             17.2 min",
                        "           events                  1,412    repeats dropped           2    late dropped                 1",
                        "           after the end               0");
    }

    @Test
    void aForeignRowWithoutNumbersIsALine() {
        assertThat(ALL.of(window(AUDIENCE, row(AUDIENCE, 0, fields("overall", 0))), NOW)
                        .lines()
                        .skip(2))
                .containsExactly("overall    –");
    }

    @Test
    void theLargestRowsOfATableComeFirstAndTheOthersAreCounted() {
        assertThat(ALL.of(
                                window(
                                        AUDIENCE,
                                        geo(1, "DE", "BE", 3, 1423.0, 0.0, true),
                                        geo(2, "FR", "unknown", 30, null, null, false),
                                        geo(3, "US", "CA", 12, 120_000.0, 0.123, true)),
                                NOW)
                        .lines()
                        .skip(2))
                .containsExactly(
                        "geo    country  region   viewers  start-up  rebuffering",
                        "       FR       unknown       30         –            –",
                        "     * US       CA            12   2.0 min       12.3 %",
                        "       + 1 more: --rows",
                        "",
                        "* a small sample: do not compare");
    }

    @Test
    void everyColumnEndsAtOnePlace() {
        List<String> lines = ALL.of(
                        window(
                                AUDIENCE,
                                geo(1, "DE", "BE", 3, 1423.0, 0.0, true),
                                geo(2, "a country of more letters than there is room for", "x", 30, null, null, false)),
                        NOW)
                .lines()
                .skip(2)
                .limit(3)
                .toList();
        assertThat(lines)
                .hasSize(3)
                .extracting(String::length)
                .containsOnly(lines.get(0).length());
        assertThat(lines.get(1)).contains("a country of more letters than …");
    }

    @Test
    void aCdnsRowsAreShownWithWhateverOfItsColumnsIsThere() {
        KpiRow row = row(
                CDN,
                0,
                fields(
                        "cdn-pop",
                        0,
                        "cdn",
                        "edgecast",
                        "pop",
                        "fra",
                        "requests",
                        1_200,
                        "bytes",
                        1_234_567_890L,
                        "cache_hit_ratio",
                        0.95,
                        "throughput_kbps",
                        2_500_000.0,
                        "ttfb_miss_p95_ms",
                        null,
                        "small_sample",
                        false));

        assertThat(ALL.of(window(CDN, row), NOW).lines().skip(2))
                .containsExactly(
                        "cdn-pop    cdn       pop  requests   bytes  cache hits  throughput  miss p95",
                        "           edgecast  fra     1,200  1.2 GB      95.0 %    2.5 Gbps         –");
    }

    @Test
    void tablesOfOthersAreShownByTheirFirstNumbers() {
        KpiRow row = row(
                CDN,
                0,
                fields(
                        "cdn-tls",
                        0,
                        "tls",
                        "1.3",
                        "handshake_avg_ms",
                        42.0,
                        "resumed_ratio",
                        0.5,
                        "small_sample",
                        false));

        assertThat(ALL.of(window(CDN, row), NOW).lines().skip(2))
                .containsExactly("cdn-tls    tls  handshake avg  resumed", "           1.3          42 ms   50.0 %");
    }

    @Test
    void onlyTheTablesThatAreAskedFor() {
        assertThat(new KpiReport(Set.of("geo"), 5, false)
                        .of(window(AUDIENCE, OVERALL, geo(1, "DE", "BE", 3, 1423.0, 0.0, true)), NOW))
                .contains("country")
                .doesNotContain("overall", "unique viewers");
    }

    @Test
    void nothingOfTheDataMovesTheCursor() {
        KpiRow row = row(AUDIENCE, 0, fields("geo\u001b[2J", 0, "country", "\u009b2J\u202e", "concurrent_viewers", 1));

        assertThat(ALL.of(window(AUDIENCE, row), NOW)
                        .replace(System.lineSeparator(), "")
                        .codePoints())
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    }

    @Test
    void aWindowInALine() {
        assertThat(KpiReport.line(window(AUDIENCE, geo(1, "DE", "BE", 3, 1423.0, 0.0, true), OVERALL)))
                .isEqualTo("11:02:00–11:02:30  viewers 38  attempts 12  views 11  start-up 1.42 s  stalls 7"
                        + "  rebuffering 0.82 %  EBVS 8.3 %  failures 1  bitrate 3.2 Mbps");
        KpiRow lossy = row(AUDIENCE, 0, fields("overall", 0, "events", 90, "late", 1, "after_end", 9, "over_limit", 0));
        assertThat(KpiReport.line(window(AUDIENCE, lossy)))
                .as("1 % is what networks do")
                .endsWith("  after the end 9.0 %");
        assertThat(KpiReport.line(window(AUDIENCE, geo(1, "DE", "BE", 3, 1423.0, 0.0, true))))
                .isEmpty();
    }

    @Test
    void whatHasChangedSinceItWasShownIsSaid() {
        KpiWindow again = new KpiWindow(AUDIENCE, START, START.plus(WINDOW), List.of(OVERALL), true);
        assertThat(ALL.of(again, NOW)).contains("it has changed since it was shown");
    }

    private static KpiRow geo(
            long offset, String country, String region, int viewers, Double startup, Double stalled, boolean small) {
        return row(
                AUDIENCE,
                offset,
                fields(
                        "geo",
                        0,
                        "country",
                        country,
                        "region",
                        region,
                        "concurrent_viewers",
                        viewers,
                        "startup_avg_ms",
                        startup,
                        "rebuffering_ratio",
                        stalled,
                        "small_sample",
                        small));
    }

    private static KpiWindow window(String topic, KpiRow... rows) {
        return new KpiWindow(topic, START, START.plus(WINDOW), List.of(rows), false);
    }
}
