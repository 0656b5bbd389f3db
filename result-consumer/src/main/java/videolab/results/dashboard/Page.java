package videolab.results.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.Broker;
import videolab.cli.UsageException;
import videolab.contract.Json;
import videolab.results.dashboard.audience.KpiBoard;
import videolab.results.dashboard.health.HealthBoard;
import videolab.results.dashboard.live.LiveBoard;
import videolab.results.reading.KpiWindow;

/** The page: reads the lab's topics and serves what is on them to browsers, until it is closed. */
public final class Page implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Page.class);
    private static final Duration CHARTS_EVERY = Duration.ofSeconds(10);
    private static final Duration SYSTEM_EVERY = Duration.ofSeconds(5);
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final LiveBoard live = new LiveBoard();
    private final KpiBoard kpis = new KpiBoard();
    private final HealthBoard health = new HealthBoard();
    private final Instant startedAt = Instant.now();
    private final LiveClients clients;
    private final WatchEvents events;
    private final PageMetrics metrics;
    private final PageServer server;
    private final PageFeeds feeds;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "page-figures");
        thread.setDaemon(true);
        return thread;
    });
    private final boolean hasLibrary;
    private final Optional<String> collector;
    private int ticks;

    private Page(PageSettings settings, boolean nextPort, Broker broker) {
        hasLibrary = settings.library().isPresent();
        collector = settings.collector();
        clients = new LiveClients(live, settings.blur());
        events = new WatchEvents(broker);
        metrics = new PageMetrics(live, kpis, health, clients);
        server = PageServer.start(settings, nextPort, live, clients, events, new Messages());
        feeds = new PageFeeds(broker, live, kpis, health, metrics, clients, this::tellKpis);
        clock.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Starts reading and serving. A broker that does not answer is waited for, and the page says so.
     *
     * @param nextPort whether the next free port is taken where the one of the settings is not free
     * @throws UsageException when no port can be had
     */
    public static Page start(PageSettings settings, boolean nextPort, Broker broker) {
        return new Page(settings, nextPort, broker);
    }

    /** Where a browser opens it. */
    public URI address() {
        return server.address();
    }

    /** What a site that embeds pictures adds to their address as {@code ?view=…}; empty where no token is needed. */
    public Optional<String> viewToken() {
        return server.viewToken();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        feeds.close();
        server.close();
        clients.close();
        events.close();
        metrics.close();
    }

    private void tick() {
        try {
            if (!server.hasListeners()) {
                return; // who comes next is told everything at once
            }
            server.tellAll(liveMessage());
            if (ticks % SYSTEM_EVERY.toSeconds() == 0) {
                server.tellAll(systemMessage());
            }
            if (ticks++ % CHARTS_EVERY.toSeconds() == 0) {
                server.tellAll(chartsMessage());
            }
        } catch (RuntimeException e) { // or the clock would stop
            LOG.warn("figures were not sent", e);
        }
    }

    private void tellKpis() {
        for (String topic : PageFeeds.KPI_TOPICS) {
            String text = kpiMessage(topic);
            if (text != null) {
                server.tellAll(text);
            }
        }
    }

    private String liveMessage() {
        Instant now = Instant.now();
        ObjectNode message = message("live");
        message.put("now_ms", now.toEpochMilli());
        message.put("blur_all", clients.blursAll());
        message.put("aggregate_only", live.isAggregateOnly());
        message.put("library", hasLibrary);
        collector.ifPresent(address -> message.put("collector", address));
        trouble().ifPresent(text -> message.put("trouble", text));
        message.set("cameras", live.figures(now));
        return message.toString();
    }

    private String chartsMessage() {
        ObjectNode message = message("charts");
        message.set("cameras", live.charts(Instant.now()));
        return message.toString();
    }

    private String systemMessage() {
        Instant now = Instant.now();
        ObjectNode message = message("system");
        ArrayNode problems = message.putArray("problems");
        List<KpiWindow> windows = PageFeeds.KPI_TOPICS.stream()
                .flatMap(topic -> kpis.latest(topic).stream())
                .toList();
        for (HealthBoard.Problem problem : health.problems(trouble(), live.figures(now), windows, now)) {
            problems.addObject().put("what", problem.what()).put("remedy", problem.remedy());
        }
        message.setAll(health.figures());
        ObjectNode page = message.putObject("page");
        page.put("started_at_ms", startedAt.toEpochMilli());
        page.put("open_pages", clients.count());
        Runtime runtime = Runtime.getRuntime();
        page.put("heap_used_bytes", runtime.totalMemory() - runtime.freeMemory());
        page.put("heap_max_bytes", runtime.maxMemory());
        page.put("java", Runtime.version().toString());
        return message.toString();
    }

    /** Of the reading. The feeds start after the server: a page that comes in between has none to hear of yet. */
    private Optional<String> trouble() {
        return feeds == null ? Optional.empty() : feeds.trouble();
    }

    private String kpiMessage(String topic) {
        return kpis.figures(topic)
                .map(figures -> {
                    ObjectNode message = message("kpis");
                    message.setAll(figures);
                    return message.toString();
                })
                .orElse(null);
    }

    private static ObjectNode message(String type) {
        return Json.mapper().createObjectNode().put("type", type);
    }

    private final class Messages implements PageServer.Figures {

        @Override
        public Iterable<String> all() {
            List<String> all = new ArrayList<>(List.of(liveMessage(), chartsMessage(), systemMessage()));
            for (String topic : PageFeeds.KPI_TOPICS) {
                String text = kpiMessage(topic);
                if (text != null) {
                    all.add(text);
                }
            }
            return all;
        }

        @Override
        public String cameras() {
            return live.figures(Instant.now()).toString();
        }

        @Override
        public String kpis(String topic) {
            return kpis.figures(topic).map(ObjectNode::toString).orElse(null);
        }

        @Override
        public String system() {
            return systemMessage();
        }

        @Override
        public Iterable<String> missing() {
            List<String> missing = new ArrayList<>();
            trouble().ifPresent(missing::add);
            Optional<Instant> last = live.lastResultAt();
            if (!live.isAggregateOnly()
                    && last.filter(at -> at.isAfter(Instant.now().minus(FRESH))).isEmpty()) {
                missing.add("no result has been read in the last " + FRESH.toSeconds()
                        + " s: is a source publishing, and is 'process faces' running?");
            }
            return missing;
        }

        @Override
        public String metrics() {
            return metrics.scrape();
        }
    }
}
