package videolab.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.cli.KafkaSettings;
import videolab.cli.UsageException;
import videolab.contract.EventHeaders;
import videolab.contract.RejectHeaders;
import videolab.contract.Topic;
import videolab.contract.Topics;
import videolab.source.collect.Collector;
import videolab.source.collect.CollectorSettings;

/** The players' door over real HTTP and a real broker. */
class ITCollector {

    private static final String SITE = "https://www.example.org";
    private static final String REPORT = "e=ps,sid=\"s1\",sta=p,ts=1767323045000,v=2\n";

    @TempDir
    private static Path folder;

    private static LabFixture lab;
    private static Collector collector;
    private static final HttpClient PLAYER =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() {
        lab = LabFixture.start(folder);
        collector = Collector.start(settings(), lab.kafka());
    }

    @AfterAll
    static void stop() {
        if (collector != null) {
            collector.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    private static CollectorSettings settings() {
        return new CollectorSettings(
                "127.0.0.1", 0, Topics.PLAYER_EVENTS.name(), Set.of(), Optional.empty(), 0, 10_000);
    }

    private static HttpRequest.Builder to(Collector where, String path) {
        return HttpRequest.newBuilder(where.address().resolve(path));
    }

    private static HttpResponse<String> answer(HttpRequest request) throws IOException, InterruptedException {
        return PLAYER.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = to(collector, "/").POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return answer(request.build());
    }

    private final long begin = System.currentTimeMillis();

    /** What has come to a topic in this test: its method has an object of its own. */
    private List<ConsumerRecord<String, byte[]>> came(Topic topic) {
        return lab.records(topic).stream()
                .filter(each -> each.timestamp() >= begin)
                .toList();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), UTF_8);
    }

    @Test
    void aPreflightIsAnsweredAsBrowsersNeedIt() throws Exception {
        HttpResponse<String> answer = answer(to(collector, "/cmcd")
                .method("OPTIONS", BodyPublishers.noBody())
                .headers("Origin", SITE, "Access-Control-Request-Headers", "content-type")
                .build());

        assertThat(answer.statusCode()).isEqualTo(204);
        Map<String, String> headers = new HashMap<>();
        answer.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(), String.join("|", values)));
        assertThat(headers)
                .containsEntry("access-control-allow-origin", SITE)
                .containsEntry("access-control-allow-methods", "GET, POST, OPTIONS")
                .containsEntry(
                        "access-control-allow-headers",
                        "content-type, cmcd-request, cmcd-object, cmcd-session, cmcd-status, authorization")
                .containsEntry("access-control-max-age", "86400")
                .containsEntry("access-control-allow-credentials", "true")
                .containsEntry("vary", "Origin")
                .doesNotContainKeys("set-cookie", "server");
    }

    @Test
    void epasClientsMayAddTheirHeadersAndGetTheirAnswer() throws Exception {
        HttpResponse<String> preflight = answer(to(collector, "/")
                .method("OPTIONS", BodyPublishers.noBody())
                .headers("Origin", SITE, "Access-Control-Request-Headers", "content-type,x-epas-event,x-epas-version")
                .build());
        HttpResponse<String> init =
                post("{\"event\":\"init\",\"sessionId\":\"s1\",\"timestamp\":1}", "X-EPAS-Event", "init");

        assertThat(preflight
                        .headers()
                        .firstValue("access-control-allow-headers")
                        .orElseThrow())
                .contains("x-epas-event", "x-epas-version");
        assertThat(init.statusCode()).isEqualTo(200);
        assertThat(init.body()).isEqualTo("{\"sessionId\":\"s1\"}");
    }

    @Test
    void whatTheCollectorKnowsComesAsHeaders() throws Exception {
        HttpResponse<String> answer = post(
                REPORT,
                "Content-Type",
                "application/cmcd",
                "Origin",
                SITE,
                "User-Agent",
                "Player/1.0",
                "Cookie",
                "id=7",
                "X-Forwarded-For",
                "203.0.113.77");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains(SITE);
        assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
        assertThat(came(Topics.PLAYER_EVENTS)).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo("s1");
            assertThat(text(record)).isEqualTo(REPORT.strip());
            assertThat(header(record, EventHeaders.FORMAT)).isEqualTo("cmcd2");
            assertThat(header(record, EventHeaders.USER_AGENT)).isEqualTo("Player/1.0");
            assertThat(header(record, EventHeaders.CLIENT_ADDRESS)).isEqualTo("127.0.0.1");
            assertThat(Long.parseLong(header(record, EventHeaders.RECEIVED_AT)))
                    .isEqualTo(record.timestamp())
                    .isBetween(begin, System.currentTimeMillis());
            assertThat(record.headers().toArray()).hasSize(4);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "application/octet-stream", ""})
    void beaconsAreToldApartByContent(String type) throws Exception {
        String epas = "[{\"event\":\"init\",\"sessionId\":\"e1\",\"timestamp\":1}]";
        for (String body : List.of(epas, REPORT)) {
            HttpRequest.Builder request = to(collector, "/beacon").POST(BodyPublishers.ofString(body));
            if (!type.isEmpty()) {
                request.header("Content-Type", type);
            }
            assertThat(answer(request.build()).statusCode()).isEqualTo(204);
        }
        assertThat(came(Topics.PLAYER_EVENTS))
                .extracting(record -> header(record, EventHeaders.FORMAT))
                .containsExactlyInAnyOrder("epas", "cmcd2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    sid%3D%22q1%22%2Ce%3Dps%2Csta%3Dp%2Cts%3D1767323045000%2Cv%3D2 | cmcd2
                    sid%3D%22q1%22%2Cbl%3D1500%2Cot%3Dv                            | cmcd1
                    sid="q1",br=(3200;v%20128;a),e=ps,ts=1767323045000             | cmcd2
                    sid%3D%22q1%22%2Cnor%3D%22%%                                   | cmcd1
                    """)
    void aQueryIsAnEvent(String cmcd, String format) throws Exception {
        String head = raw("GET /cmcd?a=%zz&CMCD=" + cmcd + " HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n");
        assertThat(head).startsWith("HTTP/1.1 204");
        assertThat(came(Topics.PLAYER_EVENTS)).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo("q1");
            assertThat(header(record, EventHeaders.FORMAT)).isEqualTo(format);
            assertThat(text(record)).isEqualTo("CMCD=" + cmcd);
        });
    }

    @Test
    void requestHeadersAreAnEvent() throws Exception {
        assertThat(answer(to(collector, "/")
                                .headers(
                                        "CMCD-Session", "sid=\"h1\",v=2", "CMCD-Request", "e=ps,sta=a,ts=1767323045000")
                                .GET()
                                .build())
                        .statusCode())
                .isEqualTo(204);
        assertThat(came(Topics.PLAYER_EVENTS)).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo("h1");
            assertThat(header(record, EventHeaders.FORMAT)).isEqualTo("cmcd2");
            assertThat(text(record).lines()).hasSize(2).allMatch(line -> line.startsWith("CMCD-"));
        });
    }

    @Test
    void aBadLineCostsTheOthersNothing() throws Exception {
        String body =
                "e=ps,sid=\"b1\",sta=s,ts=1767323045000\nrubbish of 203.0.113.77\n" + "e=ps,sta=p,ts=1767323046000\n"
                        + "e=ps,sid=\"b1\",sta=p,ts=1767323046000\ne=ps,sid=\"b2\",sta=s,ts=1767323047000\n";
        assertThat(post(body).statusCode()).isEqualTo(204);
        assertThat(came(Topics.PLAYER_EVENTS))
                .extracting(ITCollector::text)
                .containsExactlyInAnyOrder(
                        "e=ps,sid=\"b1\",sta=s,ts=1767323045000\ne=ps,sid=\"b1\",sta=p,ts=1767323046000",
                        "e=ps,sid=\"b2\",sta=s,ts=1767323047000");
        assertThat(came(Topics.REJECTED_EVENTS)).singleElement().satisfies(reject -> {
            assertThat(text(reject)).isEqualTo("rubbish of 203.0.113.0\ne=ps,sta=p,ts=1767323046000");
            assertThat(header(reject, RejectHeaders.REASON)).isEqualTo("event 2: neither JSON nor CMCD, and 1 more");
            assertThat(header(reject, EventHeaders.CLIENT_ADDRESS)).isNull();
        });
    }

    @Test
    void aBodyOf64KibIsTakenAndOneByteMoreIsNot() throws Exception {
        byte[] full = padded(64 * 1024);
        assertThat(post(new String(full, UTF_8)).statusCode()).isEqualTo(204);
        assertThat(post(new String(padded(64 * 1024 + 1), UTF_8)).statusCode()).isEqualTo(413);
        // Without a length, too.
        String chunked = raw("POST / HTTP/1.1\r\nHost: c\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + "10001\r\n" + new String(padded(0x10001), UTF_8) + "\r\n0\r\n\r\n");
        assertThat(chunked).startsWith("HTTP/1.1 413");
        assertThat(came(Topics.PLAYER_EVENTS)).singleElement().satisfies(record -> assertThat(record.value())
                .isEqualTo(full));
    }

    private static byte[] padded(int bytes) {
        String report = "e=ps,sid=\"big\",sta=p,ts=1767323045000,cid=\"";
        return (report + "x".repeat(bytes - report.length() - 1) + "\"").getBytes(UTF_8);
    }

    @Test
    void anEmptyBeaconIsNothingAndAnUnknownPageIsNotFound() throws Exception {
        assertThat(post("").statusCode()).isEqualTo(204);
        assertThat(post(" \r\n\n").statusCode()).isEqualTo(204);
        assertThat(answer(to(collector, "/index.html").build()).statusCode()).isEqualTo(404);
        assertThat(came(Topics.PLAYER_EVENTS)).isEmpty();
        assertThat(came(Topics.REJECTED_EVENTS)).isEmpty();
    }

    @Test
    void tokenOriginAndRateAreChecked() throws Exception {
        CollectorSettings strict = new CollectorSettings(
                "127.0.0.1", 0, Topics.PLAYER_EVENTS.name(), Set.of(SITE), Optional.of("s3cret"), 0, 5);
        try (Collector guarded = Collector.start(strict, lab.kafka())) {
            assertThat(status(guarded, "/")).isEqualTo(401);
            assertThat(status(guarded, "/?token=other")).isEqualTo(401);
            assertThat(status(guarded, "/?token=s3cret")).isEqualTo(204);
            assertThat(status(guarded, "/", "Authorization", "Bearer s3cret")).isEqualTo(204);
            assertThat(status(guarded, "/?token=s3cret", "Origin", SITE)).isEqualTo(204);
            HttpResponse<String> foreign = answer(to(guarded, "/?token=s3cret")
                    .POST(BodyPublishers.ofString(REPORT))
                    .header("Origin", "https://evil.example")
                    .build());
            assertThat(foreign.statusCode()).isEqualTo(403);
            assertThat(foreign.headers().firstValue("access-control-allow-origin"))
                    .isEmpty();
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                statuses.add(status(guarded, "/?token=s3cret"));
            }
            assertThat(statuses).containsOnly(204, 429).contains(429);
            assertThat(answer(to(guarded, "/metrics").build()).body())
                    .contains("video_lab_collector_requests_total{status=\"401\"} 2.0");
        }
    }

    private static int status(Collector where, String path, String... headers) throws Exception {
        HttpRequest.Builder request = to(where, path).POST(BodyPublishers.ofString(REPORT));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return answer(request.build()).statusCode();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1 | 203.0.113.9                      | 203.0.113.9
                    1 | 198.51.100.1, 203.0.113.9        | 203.0.113.9
                    2 | 1.1.1.1, 203.0.113.9, 192.0.2.1  | 203.0.113.9
                    2 | 203.0.113.9                      | 203.0.113.9
                    1 | ''                               | 127.0.0.1
                    """)
    void aViewersAddressIsWhatTheOwnProxiesWrote(int proxies, String forwarded, String address) throws Exception {
        CollectorSettings behind = new CollectorSettings(
                "127.0.0.1", 0, Topics.PLAYER_EVENTS.name(), Set.of(), Optional.empty(), proxies, 100);
        try (Collector proxied = Collector.start(behind, lab.kafka())) {
            assertThat(status(proxied, "/", "X-Forwarded-For", forwarded)).isEqualTo(204);
        }
        assertThat(came(Topics.PLAYER_EVENTS)).singleElement().satisfies(record -> assertThat(
                        header(record, EventHeaders.CLIENT_ADDRESS))
                .isEqualTo(address));
    }

    @Test
    void bodiesThatTrickleInHoldNobodyUp() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 150; i++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), collector.address().getPort());
                slow.add(socket);
                socket.getOutputStream()
                        .write("POST / HTTP/1.1\r\nHost: c\r\nContent-Length: 1000\r\n\r\ne".getBytes(ISO_8859_1));
            }
            assertThat(post(REPORT).statusCode()).isEqualTo(204);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aBrokerThatIsAwayIsUnavailableAndNothingIsAcknowledged() throws Exception {
        LabFixture other = LabFixture.start(folder.resolve("other"));
        try (Collector orphan = Collector.start(settings(), other.kafka())) {
            assertThat(status(orphan, "/")).isEqualTo(204);
            assertThat(answer(to(orphan, "/healthz").build()).statusCode()).isEqualTo(200);
            other.close();
            HttpResponse<String> answer =
                    answer(to(orphan, "/").POST(BodyPublishers.ofString(REPORT)).build());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).contains("1");
        }
    }

    @Test
    void aTakenPortIsNamed() {
        CollectorSettings same = new CollectorSettings(
                "127.0.0.1",
                collector.address().getPort(),
                Topics.PLAYER_EVENTS.name(),
                Set.of(),
                Optional.empty(),
                0,
                1);
        KafkaSettings kafka = lab.kafka();
        assertThatThrownBy(() -> Collector.start(same, kafka))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--port");
    }

    /** An answer's bytes to a request as it is, which Java's client would refuse to send. */
    private static String raw(String request) throws IOException {
        URI address = collector.address();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
                OutputStream out = socket.getOutputStream()) {
            out.write(request.getBytes(ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
