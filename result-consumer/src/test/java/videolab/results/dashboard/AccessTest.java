package videolab.results.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static videolab.results.dashboard.Access.Verdict.ALLOW;
import static videolab.results.dashboard.Access.Verdict.FOREIGN_ORIGIN;
import static videolab.results.dashboard.Access.Verdict.SIGN_IN;
import static videolab.results.dashboard.Access.Verdict.TOKEN_NEEDED;
import static videolab.results.dashboard.Access.Verdict.UNKNOWN_HOST;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.results.dashboard.Access.Request;
import videolab.results.dashboard.Access.Verdict;

class AccessTest {

    private static final String TOKEN = "0123456789abcdef";

    private final Access local = Access.local(Set.of("127.0.0.1:8088", "localhost:8088"));
    private final Access byToken = Access.byToken(TOKEN);

    private static Request get(String path, String host) {
        return new Request(path, false, host, null, null, null, null, null);
    }

    private static Request change(String host, String origin) {
        return new Request("/live", true, host, origin, null, null, null, null);
    }

    private Verdict withToken(String path, boolean changes, String bearer, String cookie, String token, String view) {
        return byToken.decide(new Request(path, changes, "lab.example", null, bearer, cookie, token, view));
    }

    @Test
    void onThisMachineItsOwnNamesAreAllowed() {
        assertThat(local.decide(get("/", "127.0.0.1:8088"))).isEqualTo(ALLOW);
        assertThat(local.decide(get("/", "LocalHost:8088"))).isEqualTo(ALLOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example:8088", "127.0.0.1:9999", "localhost", "page:8088", ""})
    void anotherNameIsRefused(String host) {
        assertThat(local.decide(get("/", host))).isEqualTo(UNKNOWN_HOST);
        assertThat(local.decide(get("/", null))).isEqualTo(UNKNOWN_HOST);
    }

    @Test
    void aServiceMayAskForHealthUnderItsName() {
        assertThat(local.decide(get("/readyz", "page:8088"))).isEqualTo(ALLOW);
        assertThat(local.decide(get("/metrics", "page:8088"))).isEqualTo(ALLOW);
        assertThat(local.decide(get("/metrics", "evil.example:8088"))).isEqualTo(UNKNOWN_HOST);
        assertThat(local.decide(get("/api/cameras", "page:8088"))).isEqualTo(UNKNOWN_HOST);
    }

    @Test
    void aPageOfAnotherSiteMayNotOpenASocketOrPost() {
        assertThat(local.decide(change("127.0.0.1:8088", "http://127.0.0.1:8088")))
                .isEqualTo(ALLOW);
        assertThat(local.decide(change("127.0.0.1:8088", null))).isEqualTo(ALLOW);
        assertThat(local.decide(change("127.0.0.1:8088", "http://127.0.0.1:3000")))
                .isEqualTo(FOREIGN_ORIGIN);
        assertThat(local.decide(change("127.0.0.1:8088", "https://evil.example")))
                .isEqualTo(FOREIGN_ORIGIN);
        assertThat(local.decide(change("127.0.0.1:8088", "null"))).isEqualTo(FOREIGN_ORIGIN);
    }

    @Test
    void elsewhereATokenIsNeeded() {
        assertThat(withToken("/", false, null, null, null, null)).isEqualTo(TOKEN_NEEDED);
        assertThat(withToken("/", false, null, null, TOKEN, null)).isEqualTo(SIGN_IN);
        assertThat(withToken("/", false, null, null, TOKEN + "x", null)).isEqualTo(TOKEN_NEEDED);
        assertThat(withToken("/live", true, null, byToken.session(), null, null))
                .isEqualTo(ALLOW);
        assertThat(withToken("/", false, null, TOKEN, null, null)).isEqualTo(TOKEN_NEEDED);
        assertThat(withToken("/metrics", false, "Bearer " + TOKEN, null, null, null))
                .isEqualTo(ALLOW);
        assertThat(withToken("/metrics", false, "Bearer ", null, null, null)).isEqualTo(TOKEN_NEEDED);
        assertThat(withToken("/healthz", false, null, null, null, null)).isEqualTo(ALLOW);
    }

    @Test
    void theViewTokenOpensPicturesAlone() {
        String view = byToken.viewToken().orElseThrow();

        assertThat(withToken("/cameras/camera-0.jpg", false, null, null, null, view))
                .isEqualTo(ALLOW);
        assertThat(withToken("/api/cameras", false, null, null, null, view)).isEqualTo(TOKEN_NEEDED);
        assertThat(withToken("/cameras/camera-0.jpg", true, null, null, null, view))
                .isEqualTo(TOKEN_NEEDED);
        assertThat(view).isNotEqualTo(TOKEN).isNotEqualTo(byToken.session());
    }

    @Test
    void anotherTokenHasAnotherSession() {
        assertThat(Access.byToken(TOKEN).session()).isEqualTo(byToken.session());
        assertThat(Access.byToken("fedcba9876543210").session()).isNotEqualTo(byToken.session());
    }
}
