package videolab.results.dashboard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.cli.Broker;
import videolab.cli.KafkaSettings;
import videolab.cli.UsageException;

/** The real server over its socket, byte by byte: what a client library would refuse to send is sent, too. */
class PageTest {

    private static final String TOKEN = "0123456789abcdef0123";
    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n";

    /** Nobody listens there: the page serves, and says what it cannot read. */
    private static final Broker NO_BROKER = new Broker(KafkaSettings.at("127.0.0.1:1"));

    private Page page;

    @AfterEach
    void stop() {
        if (page != null) {
            page.close();
        }
    }

    private void startLocal() {
        page = Page.start(PageSettings.local(0), false, NO_BROKER);
    }

    private void startWithToken() {
        page = Page.start(
                new PageSettings(
                        "127.0.0.1",
                        0,
                        Optional.of(TOKEN),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                false,
                NO_BROKER);
    }

    private int port() {
        return page.address().getPort();
    }

    /** The whole answer: status line, headers, body. An upgraded connection is left after its headers. */
    private String ask(String method, String path, String headers, String body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(10_000);
            boolean hasHost = headers.contains("Host:");
            boolean upgrades = headers.contains("Upgrade:");
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.1\r\n"
                                    + (hasHost ? "" : "Host: 127.0.0.1:" + port() + "\r\n")
                                    + headers + (upgrades ? "" : "Connection: close\r\n")
                                    + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(US_ASCII));
            StringBuilder answer = new StringBuilder();
            int read;
            while ((read = socket.getInputStream().read()) >= 0) {
                answer.append((char) read);
                if (upgrades && answer.indexOf("\r\n\r\n") > 0) {
                    break;
                }
            }
            return answer.toString();
        }
    }

    private String get(String path, String headers) throws IOException {
        return ask("GET", path, headers, "");
    }

    @Test
    void everyAnswerForbidsForeignScriptsAndFrames() throws IOException {
        startLocal();

        for (String path : new String[] {"/", "/api/cameras", "/nothing", "/cameras/none.jpg"}) {
            assertThat(get(path, ""))
                    .contains(
                            "Content-Security-Policy: default-src 'self'; img-src 'self' blob:; media-src 'self' blob:;"
                                    + " connect-src 'self'",
                            "frame-ancestors 'none'",
                            "X-Content-Type-Options: nosniff",
                            "Referrer-Policy: no-referrer")
                    .doesNotContain("unsafe-inline", "Server:");
        }
        assertThat(get("/", "")).startsWith("HTTP/1.1 200").doesNotContain(" style=", "<script>", " onclick");
    }

    @Test
    void anUnknownNameIsMisdirected() throws IOException {
        startLocal();

        assertThat(get("/", "Host: evil.example\r\n")).startsWith("HTTP/1.1 421");
        assertThat(get("/live", "Host: evil.example:" + port() + "\r\n" + UPGRADE))
                .startsWith("HTTP/1.1 421");
        assertThat(get("/healthz", "Host: page:8088\r\n")).startsWith("HTTP/1.1 200");
    }

    @Test
    void aForeignOriginMayNeitherListenNorPost() throws IOException {
        startLocal();
        String event = "{\"event\": \"heartbeat\", \"sessionId\": \"a\", \"timestamp\": 1}";

        assertThat(get("/live", UPGRADE + "Origin: https://evil.example\r\n")).startsWith("HTTP/1.1 403");
        assertThat(ask(
                        "POST",
                        "/api/player-events",
                        "Content-Type: application/json\r\nOrigin: https://evil.example\r\n",
                        event))
                .startsWith("HTTP/1.1 403");
        assertThat(ask("POST", "/api/player-events", "Content-Type: text/plain\r\n", event))
                .startsWith("HTTP/1.1 415");
    }

    @Test
    void theSocketOpensWithoutCompression() throws IOException {
        startLocal();

        assertThat(get("/live", UPGRADE + "Origin: http://127.0.0.1:" + port() + "\r\n"))
                .startsWith("HTTP/1.1 101")
                .doesNotContainIgnoringCase("permessage-deflate");
    }

    @Test
    void aTokenIsExchangedForACookieAndLeavesTheAddress() throws IOException {
        startWithToken();
        assertThat(page.address().getQuery()).isEqualTo("token=" + TOKEN);
        assertThat(get("/", "")).startsWith("HTTP/1.1 401");
        assertThat(get("/live", UPGRADE)).startsWith("HTTP/1.1 401");
        assertThat(get("/metrics", "")).startsWith("HTTP/1.1 401");
        assertThat(get("/healthz", "")).startsWith("HTTP/1.1 200");

        String signedIn = get("/?token=" + TOKEN, "");

        assertThat(signedIn)
                .startsWith("HTTP/1.1 302")
                .contains("HttpOnly; SameSite=Strict")
                .doesNotContain(TOKEN);
        String cookie = signedIn.replaceFirst("(?s).*Set-Cookie: ([^;]+);.*", "$1");
        assertThat(get("/", "Cookie: " + cookie + "\r\n")).startsWith("HTTP/1.1 200");
        assertThat(get("/live", UPGRADE + "Cookie: " + cookie + "\r\n")).startsWith("HTTP/1.1 101");
        assertThat(get("/metrics", "Authorization: Bearer " + TOKEN + "\r\n")).startsWith("HTTP/1.1 200");
        assertThat(get("//evil.example/?token=" + TOKEN, "")).doesNotContain("Location: //");
    }

    @Test
    void theViewTokenOpensPicturesAlone() throws IOException {
        startWithToken();
        String view = "?view=" + page.viewToken().orElseThrow();

        assertThat(get("/cameras/none.jpg" + view, "")).startsWith("HTTP/1.1 404");
        assertThat(get("/api/cameras" + view, "")).startsWith("HTTP/1.1 401");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../index.html",
                "/..%2f..%2fetc/passwd",
                "/style.css/../main.js",
                "/samples/..%2fcrowd.mp4",
                "/cameras/..%2f..%2fetc%2fpasswd.jpg",
                "/META-INF/MANIFEST.MF",
                "/videolab/results/dashboard/openapi.yaml"
            })
    void nothingIsServedByPath(String path) throws IOException {
        startLocal();

        assertThat(get(path, "")).startsWith("HTTP/1.1 40").doesNotContain("root:");
    }

    @Test
    void largeRequestsAndStrangeEventsAreRefused() throws IOException {
        startLocal();
        String json = "Content-Type: application/json\r\n";

        assertThat(ask("POST", "/api/player-events", json, "{\"x\": \"" + "a".repeat(9000) + "\"}"))
                .startsWith("HTTP/1.1 400");
        assertThat(ask("POST", "/api/player-events", json, "a".repeat(70_000))).startsWith("HTTP/1.1 413");
        assertThat(ask("POST", "/api/player-events", json, "[1]")).startsWith("HTTP/1.1 400");
        assertThat(get("/", "X-Long: " + "a".repeat(9000) + "\r\n")).startsWith("HTTP/1.1 431");
    }

    @Test
    void withoutABrokerItIsAliveAndNotReady() throws Exception {
        startLocal();

        assertThat(get("/healthz", "")).startsWith("HTTP/1.1 200");
        String answer = get("/readyz", "");
        for (int tries = 0; tries < 200 && !answer.contains("127.0.0.1:1 "); tries++) {
            Thread.sleep(100);
            answer = get("/readyz", "");
        }
        assertThat(answer).startsWith("HTTP/1.1 503").contains("no Kafka broker answered at 127.0.0.1:1");
    }

    @Test
    void aClipIsServedInRangesAsBrowsersAsk() throws IOException {
        startLocal();

        String part = get("/samples/crowd.mp4", "Range: bytes=4-11\r\n");

        assertThat(part).startsWith("HTTP/1.1 206").endsWith("ftypisom");
        assertThat(part.getBytes(ISO_8859_1)).isNotEmpty();
    }

    @Test
    void anUnchangedFileIsNotSentTwice() throws IOException {
        startLocal();
        String first = get("/main.js", "");
        String tag = first.replaceFirst("(?s).*ETag: (\"[^\"]+\").*", "$1");

        assertThat(first).startsWith("HTTP/1.1 200");
        assertThat(get("/main.js", "If-None-Match: " + tag + "\r\n")).startsWith("HTTP/1.1 304");
        assertThat(get("/main.js", "Accept-Encoding: gzip\r\n")).contains("Content-Encoding: gzip");
    }

    @Test
    void aPortThatIsTakenIsToldOrTheNextIsTaken() {
        startLocal();

        assertThatThrownBy(() -> Page.start(PageSettings.local(port()), false, NO_BROKER))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--port is '" + port() + "'");
        try (Page next = Page.start(PageSettings.local(port()), true, NO_BROKER)) {
            assertThat(next.address().getPort()).isGreaterThan(port());
        }
    }

    @Test
    void theCollectorIsAllowedByThePolicyAndNothingElse() throws Exception {
        page = Page.start(
                new PageSettings(
                        "127.0.0.1",
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("http://127.0.0.1:8090/events")),
                false,
                NO_BROKER);

        assertThat(get("/", "")).contains("connect-src 'self' http://127.0.0.1:8090; ");
    }

    @Test
    void theAddressOfAPublishedPortIsTheHosts() {
        page = Page.start(
                new PageSettings(
                        "127.0.0.1",
                        0,
                        Optional.empty(),
                        Optional.of("127.0.0.1:9188"),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                false,
                NO_BROKER);

        assertThat(page.address()).isEqualTo(URI.create("http://127.0.0.1:9188/"));
    }
}
