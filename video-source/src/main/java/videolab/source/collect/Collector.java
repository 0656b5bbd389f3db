package videolab.source.collect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.FailedException;
import videolab.cli.KafkaSettings;
import videolab.cli.UsageException;
import videolab.contract.Addresses;
import videolab.contract.EventHeaders;
import videolab.contract.Json;
import videolab.contract.Limits;
import videolab.contract.Masking;
import videolab.contract.RejectHeaders;
import videolab.contract.Topics;

/**
 * Takes player events over HTTP and writes them to Kafka. A request is answered with 204 when Kafka has all of it; a player
 * sends again what was answered with 429 or 503, so a batch may be there twice and is never missing. No answer makes a player
 * stop for good or throw its events away, unless the operator does not want them.
 *
 * <pre>{@code
 * try (Collector collector = Collector.start(settings, kafka)) {
 *     … collector.address() …
 * }
 * }</pre>
 */
public final class Collector implements AutoCloseable {

    /** What a browser's beacon may hold. */
    public static final int BODY_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    private static final String METHODS = "GET, POST, OPTIONS";
    private static final String HEADERS =
            "content-type, cmcd-request, cmcd-object, cmcd-session, cmcd-status, authorization";

    /** What the web client of the EPAS authors adds. */
    private static final String EPAS_HEADERS = ", x-epas-event, x-epas-version";

    private static final List<String> CMCD_HEADERS =
            List.of("CMCD-Object", "CMCD-Request", "CMCD-Session", "CMCD-Status");
    private static final String PREFLIGHT_SECONDS = "86400";
    private static final String TEXT = "text/plain; charset=utf-8";

    /** A response that is reported in a query quotes the URL of its request. */
    private static final int HEADER_BYTES = 32 * 1024;

    private static final int USER_AGENT_CHARACTERS = 512;
    private static final int ADDRESS_CHARACTERS = 64;
    private static final int THREADS = 64;
    private static final long IDLE_MS = 60_000;

    /** What Jetty counts for each piece of a body besides its bytes: a body that comes byte by byte is bounded, too. */
    private static final int FRAME_BYTES = 16;

    private static final int OK = 200;
    private static final int NO_CONTENT = 204;

    private final CollectorSettings settings;
    private final EventLog log;
    private final CollectorMetrics metrics;
    private final RateLimit rate;
    private final QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    private final Javalin javalin;

    private Collector(CollectorSettings settings, KafkaSettings kafka) {
        this.settings = settings;
        this.log = new EventLog(kafka, List.of(settings.topic(), Topics.REJECTED_EVENTS.name()));
        this.metrics = new CollectorMetrics(log);
        this.rate = new RateLimit(settings.perSecond());
        this.javalin = Javalin.create(this::configure);
    }

    /**
     * Starts listening.
     *
     * @param kafka a broker that holds the settings' topic and {@code rejected-events}
     * @throws UsageException when the port is taken
     * @throws FailedException when the address is not one of this machine
     */
    public static Collector start(CollectorSettings settings, KafkaSettings kafka) {
        if (isTaken(settings.host(), settings.port())) {
            throw new UsageException(
                    "--port", settings.port(), "another program listens there; a free port is expected (0 takes any)");
        }
        Collector collector = new Collector(settings, kafka);
        try {
            collector.javalin.start(settings.host(), settings.port());
            return collector;
        } catch (RuntimeException e) {
            collector.close();
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw new FailedException(
                    "the collector cannot listen on " + settings.host() + ":" + settings.port() + ": "
                            + root.getMessage(),
                    e);
        }
    }

    /** Asked first: Javalin would log a port that is taken as its own failure. */
    private static boolean isTaken(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return false;
        } catch (BindException e) {
            return !String.valueOf(e.getMessage()).contains("assign"); // another machine's address: Javalin says so
        } catch (IOException e) {
            return false;
        }
    }

    /** Where players on this machine send to. */
    public URI address() {
        String host = settings.host().equals("0.0.0.0") || settings.host().equals("::") ? "localhost" : settings.host();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + javalin.port() + "/");
    }

    /** What came of all requests so far, in one line. */
    public String summary() {
        return metrics.summary();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.asyncTimeout = 0L; // the producer answers in any case
        config.jetty.threadPool = threads;
        // A body that trickles in holds memory and no thread.
        config.jetty.modifyServer(server -> server.setHandler(new EagerContentHandler(
                new EagerContentHandler.RetainedContentLoaderFactory(BODY_BYTES + 1, FRAME_BYTES, false))));
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendDateHeader(false);
            http.setRequestHeaderSize(HEADER_BYTES);
            http.setIdleTimeout(IDLE_MS);
        });
        config.routes.get("/healthz", this::health);
        config.routes.get("/metrics", context -> context.contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(metrics.scrape()));
        config.routes.options("/*", this::preflight);
        config.routes.post("/*", this::take);
        config.routes.get("/*", this::take);
        config.routes.exception(IOException.class, (e, context) -> LOG.debug("a player went away", e));
        config.routes.exception(Exception.class, (e, context) -> {
            LOG.warn("a request failed", e);
            say(context, 503, "the collector failed at this request; its log says why");
        });
    }

    private void health(Context context) {
        boolean well = log.answers();
        say(context, well ? 200 : 503, well ? "ok" : "Kafka does not answer");
    }

    private void preflight(Context context) {
        allow(context);
        String asked = context.header("Access-Control-Request-Headers");
        boolean epas = asked != null && asked.toLowerCase(Locale.ROOT).contains("x-epas-");
        context.header("Access-Control-Allow-Methods", METHODS);
        context.header("Access-Control-Allow-Headers", epas ? HEADERS + EPAS_HEADERS : HEADERS);
        context.header("Access-Control-Max-Age", PREFLIGHT_SECONDS);
        context.status(NO_CONTENT);
    }

    /** Lets a page of an allowed site read the answer. False for a page of another site. */
    private boolean allow(Context context) {
        context.header("Vary", "Origin");
        String origin = context.header("Origin");
        if (origin == null) {
            return true; // no browser, or a page of this address
        }
        if (!settings.origins().isEmpty() && !settings.origins().contains(origin)) {
            return false;
        }
        context.header("Access-Control-Allow-Origin", origin);
        context.header("Access-Control-Allow-Credentials", "true");
        return true;
    }

    private void take(Context context) throws IOException {
        long begin = System.nanoTime();
        long receivedAt = System.currentTimeMillis();
        String address = address(context.req());
        if (!allow(context)) {
            refuse(context, 403, "pages of this site may not send here: --allow-origin names those that may");
        } else if (!hasToken(context)) {
            refuse(context, 401, "the token is missing or wrong: send '?token=…' or 'Authorization: Bearer …'");
        } else if (!rate.take(address, receivedAt / 1_000)) {
            context.header("Retry-After", "1");
            refuse(context, 429, "more than " + settings.perSecond() + " requests in a second from one address");
        } else {
            byte[] body = body(context.req());
            if (body == null) {
                refuse(context, 413, "a request may hold " + BODY_BYTES + " bytes");
            } else {
                write(context, batch(context, body), address, receivedAt, begin);
            }
        }
    }

    /** Null where it is over the limit. */
    private static byte[] body(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > BODY_BYTES) {
            return null;
        }
        byte[] body = request.getInputStream().readNBytes(BODY_BYTES + 1);
        return body.length > BODY_BYTES ? null : body;
    }

    /** Null where the request carries no event at all. */
    private static PlayerBatch batch(Context context, byte[] body) {
        PlayerBatch inBody = BatchReader.body(body);
        if (!inBody.parts().isEmpty() || inBody.rest().isPresent()) {
            return inBody;
        }
        String query = context.queryString();
        String cmcd = query == null ? null : CmcdLine.parameter(query);
        if (cmcd != null && !cmcd.isEmpty()) {
            return BatchReader.query(cmcd);
        }
        List<String> lines = new ArrayList<>();
        for (String name : CMCD_HEADERS) {
            String value = context.header(name);
            if (value != null) {
                lines.add(name + ": " + value);
            }
        }
        return lines.isEmpty() ? null : BatchReader.headers(lines);
    }

    private void write(Context context, PlayerBatch batch, String address, long receivedAt, long begin) {
        if (batch == null) {
            if (context.method().name().equals("GET")) {
                say(context, 404, "players send their events here; nothing else is served");
            } else {
                context.status(NO_CONTENT);
            }
            return;
        }
        List<ProducerRecord<byte[], byte[]>> records =
                new ArrayList<>(batch.parts().size());
        String userAgent = context.userAgent();
        for (PlayerBatch.Part part : batch.parts()) {
            records.add(event(part, address, userAgent, receivedAt));
        }
        batch.rest().ifPresent(rest -> records.add(rejected(rest, receivedAt)));
        String session = epasInit(context, batch);
        CompletableFuture<Boolean> written = log.write(records);
        // Not in the producer's thread: a player that does not read would hold up all others.
        context.future(() -> written.thenAcceptAsync(
                complete -> {
                    if (!complete) {
                        context.header("Retry-After", "1");
                        refuse(context, 503, "Kafka does not answer in time; send this again");
                        return;
                    }
                    metrics.taken(batch.parts().size(), System.nanoTime() - begin);
                    if (batch.rest().isPresent()) {
                        metrics.rejected();
                    }
                    answer(context, session);
                },
                threads));
    }

    /** EPAS's web client takes nothing but JSON for an answer to its first event. */
    private static String epasInit(Context context, PlayerBatch batch) {
        boolean single = batch.parts().size() == 1 && batch.parts().get(0).session() != null;
        return single && "init".equals(context.header("X-EPAS-Event"))
                ? batch.parts().get(0).session()
                : null;
    }

    private static void answer(Context context, String session) {
        if (session == null) {
            context.status(NO_CONTENT);
        } else {
            context.status(OK).contentType("application/json").result(Json.bytes(Map.of("sessionId", session)));
        }
    }

    private ProducerRecord<byte[], byte[]> event(
            PlayerBatch.Part part, String address, String userAgent, long receivedAt) {
        byte[] key = part.session() == null ? null : part.session().getBytes(UTF_8);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(settings.topic(), null, receivedAt, key, part.value());
        if (part.format() != null) {
            record.headers().add(EventHeaders.FORMAT, part.format().getBytes(US_ASCII));
        }
        record.headers()
                .add(EventHeaders.RECEIVED_AT, String.valueOf(receivedAt).getBytes(US_ASCII))
                .add(EventHeaders.CLIENT_ADDRESS, address.getBytes(UTF_8));
        if (userAgent != null) {
            record.headers()
                    .add(
                            EventHeaders.USER_AGENT,
                            head(userAgent, USER_AGENT_CHARACTERS).getBytes(UTF_8));
        }
        return record;
    }

    private static ProducerRecord<byte[], byte[]> rejected(PlayerBatch.Rest rest, long receivedAt) {
        byte[] value = rest.value().length <= Limits.REJECTED_VALUE_BYTES
                ? rest.value()
                : Arrays.copyOf(rest.value(), Limits.REJECTED_VALUE_BYTES);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.REJECTED_EVENTS.name(), null, receivedAt, null, Masking.viewers(value));
        record.headers().add(RejectHeaders.REASON, Addresses.mask(rest.reason()).getBytes(UTF_8));
        return record;
    }

    /** The peer's, or what the operator's own proxies wrote: what stands left of that a viewer can invent. */
    private String address(HttpServletRequest request) {
        if (settings.proxies() > 0) {
            String forwarded = String.join(",", Collections.list(request.getHeaders("X-Forwarded-For")));
            String[] hops = forwarded.split(",");
            String hop = hops[Math.max(0, hops.length - settings.proxies())].strip();
            if (!hop.isEmpty()) {
                return head(hop, ADDRESS_CHARACTERS);
            }
        }
        return request.getRemoteAddr();
    }

    private boolean hasToken(Context context) {
        Optional<String> expected = settings.token();
        if (expected.isEmpty()) {
            return true;
        }
        String authorization = context.header("Authorization");
        return isSame(expected.get(), inQuery(context.queryString()))
                || authorization != null
                        && authorization.startsWith("Bearer ")
                        && isSame(expected.get(), authorization.substring("Bearer ".length()));
    }

    /** Not by the servlet's parameters, which refuse a query that is badly encoded. */
    private static String inQuery(String query) {
        if (query == null) {
            return null;
        }
        for (String each : query.split("&")) {
            if (each.startsWith("token=")) {
                return each.substring("token=".length());
            }
        }
        return null;
    }

    private static boolean isSame(String expected, String given) {
        return given != null && MessageDigest.isEqual(expected.getBytes(UTF_8), given.getBytes(UTF_8));
    }

    private static String head(String text, int characters) {
        return text.length() <= characters ? text : text.substring(0, characters);
    }

    private void refuse(Context context, int status, String sentence) {
        metrics.refused(status);
        say(context, status, sentence);
    }

    private static void say(Context context, int status, String sentence) {
        context.status(status).contentType(TEXT).result(sentence + "\n");
    }

    @Override
    public void close() {
        javalin.stop();
        log.close();
        metrics.close();
    }
}
