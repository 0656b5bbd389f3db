package videolab.results.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.sse.SseClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.FailedException;
import videolab.cli.UsageException;
import videolab.results.dashboard.Access.Verdict;
import videolab.results.dashboard.library.Library;
import videolab.results.dashboard.live.LiveBoard;
import videolab.results.dashboard.live.Shown;

/** The page over HTTP: its files, pictures and figures, and who may have them. */
final class PageServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);

    private static final byte[] SAMPLE = StaticFiles.bytes("/videolab/results/dashboard/sample/crowd.mp4");

    private static final int REQUEST_BYTES = 64 * 1024;
    private static final int NEXT_PORTS = 20;
    private static final int EVENT_STREAMS = 50;
    private static final int PICTURE_STREAMS = 20;
    private static final Duration IDLE = Duration.ofSeconds(75);

    /** A picture stream sends so many a second at most: who embeds it wants to see, not to measure. */
    private static final Duration STREAM_PAUSE = Duration.ofMillis(100);

    private static final Duration PICTURE_PATIENCE = Duration.ofSeconds(3);
    private static final String BOUNDARY = "video-lab-frame";

    /** What the server needs of the page. */
    interface Figures {
        /** Everything that a page shows but pictures, as the messages that it takes. */
        Iterable<String> all();

        String cameras();

        /** Null before the first window of that topic. */
        String kpis(String topic);

        String system();

        /** What is missing for readiness, a sentence each; empty when ready. */
        Iterable<String> missing();

        String metrics();
    }

    private final PageSettings settings;
    private final LiveBoard live;
    private final LiveClients clients;
    private final WatchEvents events;
    private final Figures figures;
    private final StaticFiles files = new StaticFiles();
    private final Set<SseClient> streams = ConcurrentHashMap.newKeySet();
    private final AtomicInteger pictureStreams = new AtomicInteger();
    private final Allowance signIns = new Allowance(5, 20);
    private final Javalin javalin;
    private Access access;

    private PageServer(
            PageSettings settings, LiveBoard live, LiveClients clients, WatchEvents events, Figures figures) {
        this.settings = settings;
        this.live = live;
        this.clients = clients;
        this.events = events;
        this.figures = figures;
        this.javalin = Javalin.create(this::configure);
    }

    /**
     * Starts listening.
     *
     * @param nextPort whether the next free port is taken where the one of the settings is not free
     * @throws UsageException when the port is taken
     */
    static PageServer start(
            PageSettings settings,
            boolean nextPort,
            LiveBoard live,
            LiveClients clients,
            WatchEvents events,
            Figures figures) {
        int port = settings.port();
        int last = nextPort ? Math.min(65_535, port + NEXT_PORTS) : port;
        while (isTaken(settings.host(), port)) {
            if (port == last) {
                throw taken(port);
            }
            port++;
        }
        PageServer server = new PageServer(settings, live, clients, events, figures);
        try {
            server.javalin.start(settings.host(), port);
        } catch (RuntimeException e) {
            server.javalin.stop();
            throw new FailedException(
                    "the page cannot listen on " + settings.host() + ":" + port + ": " + root(e).getMessage(), e);
        }
        server.access = server.access();
        return server;
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

    private static UsageException taken(int port) {
        return new UsageException(
                "--port", port, "another program listens there; a free port is expected (0 takes any)");
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private Access access() {
        if (settings.token().isPresent()) {
            return Access.byToken(settings.token().get());
        }
        if (settings.publishedOn().isPresent()) {
            String port = settings.publishedOn().get().replaceFirst(".*:", "");
            return Access.local(Set.of("127.0.0.1:" + port, "localhost:" + port));
        }
        return Access.local(
                Set.of("127.0.0.1:" + javalin.port(), "localhost:" + javalin.port(), "[::1]:" + javalin.port()));
    }

    /** Where a browser opens the page, the token included. */
    URI address() {
        String host = settings.host().equals("0.0.0.0") || settings.host().equals("::") ? "localhost" : settings.host();
        String where =
                settings.publishedOn().orElse((host.contains(":") ? "[" + host + "]" : host) + ":" + javalin.port());
        return URI.create("http://" + where + "/"
                + settings.token().map(token -> "?token=" + token).orElse(""));
    }

    /** What a site that embeds pictures adds to their address; empty where no token is needed. */
    Optional<String> viewToken() {
        return access.viewToken();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = REQUEST_BYTES;
        config.http.asyncTimeout = 0L;
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setRequestHeaderSize(8 * 1024);
            http.setIdleTimeout(IDLE.toMillis());
        });
        // A JPEG does not become smaller, and a deflater a connection costs memory.
        config.jetty.modifyServletContextHandler(handler -> handler.addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarting(LifeCycle event) {
                WebSocketServerComponents.ensureWebSocketComponents(handler.getServer(), handler)
                        .getExtensionRegistry()
                        .unregister("permessage-deflate");
            }
        }));
        config.jetty.modifyWebSocketServletFactory(factory -> {
            factory.setMaxTextMessageSize(4 * 1024);
            factory.setMaxBinaryMessageSize(1024);
            factory.setIdleTimeout(IDLE);
        });
        config.routes.before(this::guard);
        config.routes.wsBeforeUpgrade(this::guard);
        config.routes.ws("/live", ws -> {
            ws.onConnect(context -> {
                if (clients.open(context)) {
                    context.enableAutomaticPings();
                    figures.all().forEach(text -> clients.tell(context, text));
                }
            });
            ws.onMessage(context -> clients.request(context, context.message()));
            ws.onBinaryMessage(context -> context.closeSession(1003, "text is expected"));
            ws.onClose(clients::close);
            ws.onError(clients::close);
        });
        config.routes.get(
                "/healthz", context -> context.contentType("text/plain").result("ok\n"));
        config.routes.get("/readyz", this::ready);
        config.routes.get("/metrics", context -> context.contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(figures.metrics()));
        config.routes.get("/api/cameras", context -> json(context, figures.cameras()));
        config.routes.get("/api/kpis/{topic}", context -> {
            String text = figures.kpis(context.pathParam("topic"));
            if (text == null) {
                problem(context, 404, "no window of " + context.pathParam("topic") + " has come yet, or no such topic");
            } else {
                json(context, text);
            }
        });
        config.routes.get("/api/system", context -> json(context, figures.system()));
        config.routes.sse("/api/stream", this::stream);
        config.routes.post("/api/player-events", this::playerEvent);
        config.routes.get("/api/openapi.yaml", context -> context.contentType("application/yaml")
                .result(StaticFiles.bytes("/videolab/results/dashboard/openapi.yaml")));
        config.routes.get("/samples/crowd.mp4", context -> {
            context.header("Cache-Control", "max-age=3600");
            context.writeSeekableStream(new ByteArrayInputStream(SAMPLE), "video/mp4", SAMPLE.length);
        });
        config.routes.get("/cameras/{picture}", this::picture);
        settings.library().ifPresent(folder -> new LibraryRoutes(new Library(folder)).add(config.routes));
        config.routes.get("/*", context -> {
            if (!files.answer(context)) {
                problem(context, 404, "nothing is served at this address");
            }
        });
        config.routes.exception(IOException.class, (e, context) -> LOG.debug("a client went away", e));
        config.routes.exception(Exception.class, (e, context) -> {
            LOG.warn("request {} failed", context.path(), e);
            problem(context, 500, "the page failed at this request; its log says why");
        });
    }

    /** Before everything: who asks, under which name, and what a browser may do with the answer. */
    private void guard(Context context) {
        String ancestors = settings.embedFrom().orElse("'none'");
        String collector = settings.collector()
                .map(address -> " " + address.replaceFirst("(?<=[^/:])/.*", ""))
                .orElse("");
        context.header("X-Content-Type-Options", "nosniff");
        context.header("Referrer-Policy", "no-referrer");
        context.header("Cross-Origin-Opener-Policy", "same-origin");
        context.header(
                "Content-Security-Policy",
                "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'" + collector
                        + "; object-src 'none';"
                        + " base-uri 'none'; form-action 'self'; frame-ancestors " + ancestors);
        boolean upgrade = "websocket".equalsIgnoreCase(context.header("Upgrade"));
        boolean reads = context.method() == HandlerType.GET || context.method() == HandlerType.HEAD;
        Verdict verdict = access.decide(new Access.Request(
                context.path(),
                upgrade || !reads,
                context.header("Host"),
                context.header("Origin"),
                context.header("Authorization"),
                context.cookie(Access.COOKIE),
                context.queryParam("token"),
                context.queryParam("view")));
        switch (verdict) {
            case ALLOW -> {}
            case SIGN_IN -> {
                context.header(
                        "Set-Cookie", Access.COOKIE + "=" + access.session() + "; Path=/; HttpOnly; SameSite=Strict");
                // To a path of this host, whatever the request's path looks like.
                context.redirect("/" + context.path().replaceAll("^/+", ""));
                context.skipRemainingHandlers();
            }
            case TOKEN_NEEDED -> {
                if (!signIns.take()) {
                    refuse(context, 429, "too many requests without a valid token; wait a moment");
                } else {
                    refuse(
                            context,
                            401,
                            "a token is needed: open the address that was printed at the start, or send it as"
                                    + " 'Authorization: Bearer …'");
                }
            }
            case FOREIGN_ORIGIN -> refuse(context, 403, "a page of another site asked; this is not allowed");
            case UNKNOWN_HOST ->
                refuse(
                        context,
                        421,
                        "this server is not known by that name; open "
                                + address().resolve("/") + " instead");
        }
    }

    private static void refuse(Context context, int status, String sentence) {
        problem(context, status, sentence);
        context.skipRemainingHandlers();
    }

    static void problem(Context context, int status, String sentence) {
        context.status(status).contentType("text/plain; charset=utf-8").result(sentence + "\n");
    }

    static void json(Context context, String text) {
        context.header("Cache-Control", "no-store");
        context.contentType("application/json").result(text);
    }

    private void ready(Context context) {
        String missing = String.join("\n", figures.missing());
        if (missing.isEmpty()) {
            problem(context, 200, "ready");
        } else {
            problem(context, 503, missing);
        }
    }

    private void stream(SseClient client) {
        if (streams.size() >= EVENT_STREAMS) {
            client.close();
            return;
        }
        client.ctx().header("X-Accel-Buffering", "no"); // why: nginx in front of it would hold the events back
        client.keepAlive();
        client.onClose(() -> streams.remove(client));
        streams.add(client);
        figures.all().forEach(text -> client.sendEvent("figures", text));
    }

    /** Whether figures are sent to anybody. */
    boolean hasListeners() {
        return clients.count() > 0 || !streams.isEmpty();
    }

    /** Sends figures to every page and every event stream. */
    void tellAll(String text) {
        clients.tellAll(text);
        for (SseClient stream : streams) {
            if (stream.terminated()) {
                streams.remove(stream);
            } else {
                stream.sendEvent("figures", text);
            }
        }
    }

    private void playerEvent(Context context) {
        if (!"application/json".equals(context.contentType())) {
            problem(context, 415, "application/json is expected");
            return;
        }
        WatchEvents.Taken taken = events.take(context.bodyAsBytes(), context.ip(), context.userAgent());
        context.status(taken.status);
    }

    private void picture(Context context) throws Exception {
        String name = context.pathParam("picture");
        int dot = name.lastIndexOf('.');
        String camera = dot < 0 ? name : name.substring(0, dot);
        String form = dot < 0 ? "" : name.substring(dot + 1);
        if (!live.knows(camera) || !form.equals("jpg") && !form.equals("mjpeg")) {
            problem(context, 404, "no such camera; /api/cameras lists them, and .jpg or .mjpeg follows the id");
            return;
        }
        boolean blur = clients.blursAll() || "1".equals(context.queryParam("blur"));
        clients.wantPictures();
        if (form.equals("jpg")) {
            Optional<Shown> shown = await(() -> live.shown(camera), Optional.empty());
            if (shown.isEmpty()) {
                problem(context, 503, "no analyzed picture of this camera has come within 3 s");
            } else {
                context.header("Cache-Control", "no-store");
                context.contentType("image/jpeg").result(shown.get().annotated(blur));
            }
            return;
        }
        if (pictureStreams.incrementAndGet() > PICTURE_STREAMS) {
            pictureStreams.decrementAndGet();
            problem(context, 503, "too many picture streams are open");
            return;
        }
        try {
            streamPictures(context, camera, blur);
        } finally {
            pictureStreams.decrementAndGet();
        }
    }

    private void streamPictures(Context context, String camera, boolean blur) throws Exception {
        context.disableCompression();
        context.header("Cache-Control", "no-store");
        context.contentType("multipart/x-mixed-replace; boundary=" + BOUNDARY);
        OutputStream out = context.outputStream();
        long last = -1;
        Instant patience = Instant.now().plus(IDLE);
        while (Instant.now().isBefore(patience)) {
            clients.wantPictures();
            Optional<Shown> shown = live.shown(camera);
            if (shown.isPresent() && shown.get().number() != last) {
                last = shown.get().number();
                byte[] jpeg = shown.get().annotated(blur);
                out.write(("--" + BOUNDARY + "\r\nContent-Type: image/jpeg\r\nContent-Length: " + jpeg.length
                                + "\r\n\r\n")
                        .getBytes(US_ASCII));
                out.write(jpeg);
                out.write('\r');
                out.write('\n');
                out.flush(); // throws when the client has gone
                patience = Instant.now().plus(IDLE);
            }
            Thread.sleep(STREAM_PAUSE.toMillis());
        }
    }

    private static <T> Optional<T> await(Supplier<Optional<T>> value, Optional<T> otherwise)
            throws InterruptedException {
        Instant patience = Instant.now().plus(PICTURE_PATIENCE);
        while (Instant.now().isBefore(patience)) {
            Optional<T> now = value.get();
            if (now.isPresent()) {
                return now;
            }
            Thread.sleep(50);
        }
        return otherwise;
    }

    @Override
    public void close() {
        streams.forEach(SseClient::close);
        javalin.stop();
    }
}
