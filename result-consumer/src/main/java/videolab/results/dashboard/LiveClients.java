package videolab.results.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.websocket.WsContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.contract.Json;
import videolab.results.dashboard.live.LiveBoard;
import videolab.results.dashboard.live.Shown;

/**
 * The open pages. A page asks for the next picture of a camera when it has drawn one ({@code {"next": "camera-0"}}), so a
 * slow page gets fewer pictures and never old ones, and one message a camera waits in the server at most.
 */
final class LiveClients implements AutoCloseable {

    /** Each page is a thread of somebody's browser, and a picture a camera in this server. */
    private static final int CLIENTS = 200;

    private static final int UNSENT = 8;
    private static final int REQUEST_CHARACTERS = 512;
    private static final double MOST_MS = 60_000;

    /** A connection that takes no message for so long is a page that sleeps, or a network that is gone. */
    private static final Duration STUCK_AFTER = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(LiveClients.class);

    private final LiveBoard live;
    private final boolean blurAll;
    private final Map<String, Client> clients = new ConcurrentHashMap<>();

    /** One thread encodes for all: what is blurred takes its time from the next picture, not from the readers. */
    private final ExecutorService sender = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "page-pictures");
        thread.setDaemon(true);
        return thread;
    });

    /** Told what pages measure of themselves. */
    interface PageTimes {

        /** @param age of a picture from its capture until a page had painted it */
        void painted(Duration age);

        /** @param time from opening a page to its first painted picture */
        void opened(Duration time);
    }

    private final Set<String> pending = ConcurrentHashMap.newKeySet();
    private final Object changes = new Object();
    private volatile PageTimes times;
    private volatile Instant lastPictureRequest = Instant.EPOCH;

    void onTimes(PageTimes listener) {
        times = listener;
    }

    LiveClients(LiveBoard live, boolean blurAll) {
        this.live = live;
        this.blurAll = blurAll;
        live.onPair(this::announce);
    }

    /** One open page. */
    private final class Client {
        private final WsContext context;
        private final Set<String> waiting = new HashSet<>();
        private final Map<String, Long> sent = new HashMap<>();
        private final Set<String> granted = new HashSet<>();
        private boolean looks;
        private boolean blur;
        private int unsent;
        private Instant stuckSince;

        Client(WsContext context) {
            this.context = context;
        }

        synchronized boolean looks() {
            return looks;
        }

        synchronized void request(JsonNode request) {
            if (request.has("blur")) {
                blur = request.path("blur").booleanValue();
            }
            if (request.has("looks")) {
                looks = request.path("looks").booleanValue();
            }
            String next = request.path("next").textValue();
            if (next != null && live.knows(next)) {
                waiting.add(next);
            }
        }

        /** Sends the camera's newest picture where the page waits for it. */
        void offer(String camera) {
            ByteBuffer message;
            synchronized (this) {
                // The first picture of a camera is not asked for: the page does not know the camera yet.
                if (!looks || unsent > 0 && isStuck() || !granted.add(camera) && !waiting.contains(camera)) {
                    return;
                }
                Optional<Shown> shown = live.shown(camera);
                if (shown.isEmpty() || shown.get().number() == sent.getOrDefault(camera, -1L)) {
                    waiting.add(camera);
                    return;
                }
                try {
                    message = shown.get().message(blur || blurAll);
                } catch (IOException e) {
                    LOG.debug("picture of {} cannot be blurred", camera, e);
                    waiting.add(camera); // and nothing is sent: the sharp picture stays here
                    return;
                }
                waiting.remove(camera);
                sent.put(camera, shown.get().number());
                begin();
            }
            context.session.sendBinary(message, done());
        }

        /** Figures: where several messages have not left yet, these are left out. */
        void tell(String text) {
            synchronized (this) {
                if (unsent > 0) {
                    if (isStuck()) {
                        drop("it takes no message");
                        return;
                    }
                    if (unsent > UNSENT) {
                        return; // the next figures are newer
                    }
                }
                begin();
            }
            context.session.sendText(text, done());
        }

        private void begin() {
            if (unsent++ == 0) {
                stuckSince = Instant.now();
            }
        }

        private boolean isStuck() {
            return Duration.between(stuckSince, Instant.now()).compareTo(STUCK_AFTER) > 0;
        }

        private Callback done() {
            return Callback.from(
                    () -> {
                        synchronized (this) {
                            unsent--;
                            stuckSince = Instant.now();
                        }
                    },
                    failure -> drop(failure.toString()));
        }

        private void drop(String why) {
            LOG.debug("page dropped: {}", why);
            clients.remove(context.sessionId());
            context.session.disconnect();
        }
    }

    /** @return false where there are too many, and this one was sent away */
    boolean open(WsContext context) {
        if (clients.size() >= CLIENTS) {
            context.closeSession(StatusCode.TRY_AGAIN_LATER, "too many open pages");
            return false;
        }
        clients.put(context.sessionId(), new Client(context));
        changed();
        return true;
    }

    void close(WsContext context) {
        clients.remove(context.sessionId());
    }

    /** Takes what a page asks for; whatever is not of that form closes its connection. */
    void request(WsContext context, String text) {
        Client client = clients.get(context.sessionId());
        if (client == null) {
            return;
        }
        try {
            JsonNode request =
                    text.length() > REQUEST_CHARACTERS ? null : Json.mapper().readTree(text);
            if (request == null || !request.isObject()) {
                context.closeSession(StatusCode.POLICY_VIOLATION, "a small JSON object is expected");
                return;
            }
            client.request(request);
            if (request.has("looks")) {
                changed();
            }
            String next = request.path("next").textValue();
            if (next != null) {
                submit(() -> client.offer(next));
                measured(request, "painted_ms").ifPresent(age -> {
                    live.painted(next, age, Instant.now());
                    times.painted(age);
                });
                measured(request, "opened_ms").ifPresent(times::opened);
            } else if (client.looks()) {
                submit(() -> live.cameras().forEach(client::offer));
            }
        } catch (JsonProcessingException e) {
            context.closeSession(StatusCode.POLICY_VIOLATION, "a small JSON object is expected");
        }
    }

    /** A time that a page has measured; anything that is none is left out. */
    private static Optional<Duration> measured(JsonNode request, String name) {
        JsonNode value = request.path(name);
        return value.isNumber() && value.doubleValue() >= 0 && value.doubleValue() <= MOST_MS
                ? Optional.of(Duration.ofMillis(Math.round(value.doubleValue())))
                : Optional.empty();
    }

    /** Sends figures to every page. */
    void tellAll(String text) {
        clients.values().forEach(client -> client.tell(text));
    }

    /** Sends figures to the page that has just come. */
    void tell(WsContext context, String text) {
        Client client = clients.get(context.sessionId());
        if (client != null) {
            client.tell(text);
        }
    }

    /** How many pages are open. */
    int count() {
        return clients.size();
    }

    /** Somebody outside a page asks for pictures: they are read for a while. */
    void wantPictures() {
        lastPictureRequest = Instant.now();
        changed();
    }

    private void changed() {
        synchronized (changes) {
            changes.notifyAll();
        }
    }

    /** Whether a page is open, or somebody outside a page looks at pictures. */
    boolean isAnybodyThere() {
        return !clients.isEmpty() || isWatched();
    }

    /** Waits until somebody is there, or for that long. */
    void awaitAnybody(Duration atMost) throws InterruptedException {
        await(this::isAnybodyThere, atMost);
    }

    /** Waits until somebody looks at pictures, or for that long. */
    void awaitWatched(Duration atMost) throws InterruptedException {
        await(this::isWatched, atMost);
    }

    private void await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        synchronized (changes) {
            for (long left = atMost.toMillis(); !condition.getAsBoolean() && left > 0; ) {
                changes.wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        }
    }

    /** Whether frames have to be read. */
    boolean isWatched() {
        return lastPictureRequest.isAfter(Instant.now().minusSeconds(10))
                || clients.values().stream().anyMatch(Client::looks);
    }

    boolean blursAll() {
        return blurAll;
    }

    private void announce(String camera) {
        if (pending.add(camera)) { // otherwise the newest is taken anyway when the sender gets there
            submit(() -> {
                pending.remove(camera);
                clients.values().forEach(client -> client.offer(camera));
            });
        }
    }

    private void submit(Runnable task) {
        try {
            sender.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) { // of a page that closes meanwhile
                    LOG.debug("a picture was not sent", e);
                }
            });
        } catch (RejectedExecutionException e) {
            // The server is closing.
        }
    }

    @Override
    public void close() {
        sender.shutdownNow();
    }
}
