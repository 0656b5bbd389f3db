package videolab.results.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static videolab.results.reading.KpiRows.AUDIENCE;
import static videolab.results.reading.KpiRows.CDN;
import static videolab.results.reading.KpiRows.START;
import static videolab.results.reading.KpiRows.emitted;
import static videolab.results.reading.KpiRows.fields;
import static videolab.results.reading.KpiRows.row;
import static videolab.results.reading.KpiRows.start;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KpiWindowsTest {

    private static final Instant LATER = emitted(1000);

    private final KpiWindows windows = new KpiWindows(3);

    @Test
    void theLastRowOfAKeyCountsInWhateverOrderTheyAreRead() {
        put("overall", 0, 5, 50);
        put("overall", 0, 4, 40);
        put("geo", 0, 6, 60);
        put("overall", 0, 7, 70);

        assertThat(windows.takeNew(LATER)).singleElement().satisfies(window -> {
            assertThat(window.start()).isEqualTo(START);
            assertThat(window.rows()).extracting(row -> row.count("views")).containsExactlyInAnyOrder(70L, 60L);
            assertThat(window.overall().orElseThrow().count("views")).isEqualTo(70);
            assertThat(window.latency()).isEqualTo(Duration.ofMillis(46_200));
            assertThat(window.again()).isFalse();
        });
    }

    @Test
    void aWindowIsGivenOutOnceItsRowsHaveAllComeAndOnlyOnce() {
        Instant readAt = emitted(0).plusMillis(50);
        windows.put(row(AUDIENCE, 1, "a", fields("overall", 0, "views", 1)), readAt);
        windows.put(row(AUDIENCE, 2, "b", fields("geo", 0, "views", 1)), readAt.plusMillis(900));

        assertThat(windows.takeNew(readAt.plusMillis(2_900))).isEmpty();
        assertThat(windows.isSettled(readAt.plusMillis(2_900))).isFalse();
        assertThat(windows.takeNew(readAt.plusMillis(3_900))).hasSize(1);
        assertThat(windows.takeNew(readAt.plusMillis(3_900))).isEmpty();
    }

    @Test
    void whatWasWrittenLongAgoIsSettledWhenRead() {
        windows.put(row(AUDIENCE, 1, "a", fields("overall", 0, "views", 1)), LATER);
        assertThat(windows.isSettled(LATER)).isTrue();
    }

    @Test
    void aReplayedRowIsShownAgainOnlyWhereItSaysSomethingElse() {
        put("overall", 0, 1, 10);
        windows.takeNew(LATER);

        windows.put(
                row(
                        AUDIENCE,
                        2,
                        "overall0",
                        fields("overall", 0, "views", 10).put("emitted_at", "2026-01-02T12:00:00.000Z")),
                LATER);
        assertThat(windows.takeNew(LATER)).isEmpty();

        put("overall", 0, 3, 11);
        assertThat(windows.takeNew(LATER)).singleElement().satisfies(window -> {
            assertThat(window.again()).isTrue();
            assertThat(window.overall().orElseThrow().count("views")).isEqualTo(11);
        });
    }

    @Test
    void theLatestWindowsOfEachTopicAreKeptAndGivenOutInOrder() {
        for (int window : List.of(4, 2, 3, 0, 1)) {
            put("overall", window, window, window);
        }
        windows.put(row(CDN, 0, fields("cdn-overall", 0)), LATER);

        assertThat(windows.count(AUDIENCE)).isEqualTo(3);
        assertThat(windows.takeNew(LATER, 2))
                .extracting(KpiWindow::topic, KpiWindow::start)
                .containsExactly(tuple(AUDIENCE, start(3)), tuple(AUDIENCE, start(4)), tuple(CDN, start(0)));
        assertThat(windows.takeNew(LATER)).isEmpty();
    }

    @Test
    void ofTwoLengthsThatBeginTogetherTheLaterRunCounts() {
        put("geo", 0, 1, 10);
        windows.put(
                row(
                        AUDIENCE,
                        2,
                        "overall0",
                        fields("overall", 0, "views", 3)
                                .put("window_end", "2026-01-02T11:02:10.000Z")
                                .put("emitted_at", "2026-01-02T12:00:00.000Z")),
                LATER);

        assertThat(windows.takeNew(LATER)).singleElement().satisfies(window -> {
            assertThat(window.end()).isEqualTo(START.plusSeconds(10));
            assertThat(window.rows()).extracting(KpiRow::table).containsExactly("overall");
        });
    }

    private void put(String table, int window, long offset, int views) {
        windows.put(row(AUDIENCE, offset, table + window, fields(table, window, "views", views)), emitted(window));
    }
}
