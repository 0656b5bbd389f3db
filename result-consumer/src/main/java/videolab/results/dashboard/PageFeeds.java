package videolab.results.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.Broker;
import videolab.contract.FaceMinute;
import videolab.contract.FrameResult;
import videolab.contract.Json;
import videolab.contract.Limits;
import videolab.contract.ServiceStatus;
import videolab.contract.Topics;
import videolab.results.dashboard.audience.KpiBoard;
import videolab.results.dashboard.health.HealthBoard;
import videolab.results.dashboard.live.FramePlace;
import videolab.results.dashboard.live.LiveBoard;
import videolab.results.reading.Decoders;
import videolab.results.reading.KpiHandler;
import videolab.results.reading.KpiRow;
import videolab.results.reading.KpiWindow;
import videolab.results.reading.KpiWindows;
import videolab.results.reading.MinuteHandler;
import videolab.results.reading.RecordHandler;
import videolab.results.reading.RecordReader;
import videolab.results.reading.RejectHandler;
import videolab.results.reading.RejectedRecord;
import videolab.results.reading.ResultHandler;

/** Everything the page reads from Kafka, each in a thread of its own. Frames are read only while somebody looks. */
final class PageFeeds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PageFeeds.class);
    private static final Duration OFFSETS_EVERY = Duration.ofSeconds(3);
    private static final int OFFSETS_PATIENCE_MS = 8_000;

    /** While no page is open nobody needs a figure sooner. */
    private static final Duration REST = Duration.ofSeconds(1);

    static final List<String> KPI_TOPICS = List.of(Topics.AUDIENCE_KPIS.name(), Topics.CDN_KPIS.name());

    /** Of a camera whose frames have no key. */
    private static final String NO_KEY = "camera-0";

    private final Broker broker;
    private final LiveBoard live;
    private final KpiBoard kpis;
    private final HealthBoard health;
    private final PageMetrics metrics;
    private final LiveClients clients;
    private final Runnable newWindow;
    private final List<Feed> feeds;
    private volatile boolean readsFrames;

    /**
     * @param clients who looks at figures and pictures
     * @param newWindow called after each KPI window that has come
     */
    PageFeeds(
            Broker broker,
            LiveBoard live,
            KpiBoard kpis,
            HealthBoard health,
            PageMetrics metrics,
            LiveClients clients,
            Runnable newWindow) {
        this.health = health;
        this.metrics = metrics;
        this.broker = broker;
        this.live = live;
        this.kpis = kpis;
        this.clients = clients;
        this.newWindow = newWindow;
        this.feeds = List.of(
                Feed.start("page-reader", this::readFigures),
                Feed.start("page-frames", this::readFrames),
                Feed.start("page-offsets", this::readOffsets),
                Feed.start("page-status", this::readStatus));
    }

    /** Why something cannot be read, in one sentence; empty when all can. */
    Optional<String> trouble() {
        return feeds.stream().map(Feed::trouble).flatMap(Optional::stream).findFirst();
    }

    @Override
    public void close() {
        feeds.forEach(Feed::stop);
        feeds.forEach(Feed::close);
    }

    /** Everything but frames: one reader, so that an idle page asks the broker as seldom as can be. */
    private void readFigures(Feed feed) throws InterruptedException {
        KpiWindows windows = new KpiWindows(KpiBoard.WINDOWS);
        Handler handler = new Handler(windows);
        try (RecordReader reader = RecordReader.open(
                broker,
                RecordReader.Start.END,
                Decoders.results(handler),
                Decoders.rejects(List.of(Topics.REJECTED_FRAMES.name(), Topics.REJECTED_EVENTS.name()), handler),
                Decoders.minutes(handler),
                Decoders.kpiRows(KPI_TOPICS, handler))) {
            feed.isWell();
            boolean goesOn = reader.readHistory(
                    topic -> !KPI_TOPICS.contains(topic) || windows.count(topic) >= KpiBoard.WINDOWS);
            if (goesOn) {
                reader.follow(
                        now -> {
                            List<KpiWindow> taken = windows.takeNew(now);
                            taken.forEach(kpis::put);
                            if (!taken.isEmpty()) {
                                newWindow.run();
                            }
                            return feed.goesOn();
                        },
                        this::rest);
            }
        }
    }

    /** @return false where somebody is there */
    private boolean rest() throws InterruptedException {
        if (clients.isAnybodyThere()) {
            return false;
        }
        clients.awaitAnybody(REST);
        return true;
    }

    private void readFrames(Feed feed) throws InterruptedException {
        // Connected before somebody looks: the first picture comes sooner.
        try (RecordReader reader = RecordReader.open(broker, RecordReader.Start.END, new Frames())) {
            feed.isWell();
            while (feed.goesOn()) {
                if (clients.isWatched()) {
                    reader.skipToEnd();
                    readsFrames = true;
                    reader.follow(now -> feed.goesOn() && clients.isWatched());
                    readsFrames = false;
                    live.forgetPictures();
                } else {
                    clients.awaitWatched(REST);
                }
            }
        } finally {
            readsFrames = false;
            live.forgetPictures();
        }
    }

    /** Where the frames' topic ends: what lies between there and the last result waits. */
    private void readOffsets(Feed feed) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(broker.settings()
                .admin(Map.of(
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        OFFSETS_PATIENCE_MS,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        OFFSETS_PATIENCE_MS / 2)))) {
            String topic = Topics.FRAMES.name();
            Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
            admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .get(topic)
                    .get()
                    .partitions()
                    .forEach(each -> asked.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest()));
            while (feed.goesOn()) {
                Map<Integer, Long> ends = new HashMap<>();
                admin.listOffsets(asked)
                        .all()
                        .get()
                        .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
                Thread.sleep(REST.toMillis()); // the results of these frames may wait for the end of a rest
                health.ends(ends);
                feed.isWell();
                Thread.sleep(OFFSETS_EVERY.toMillis());
            }
        }
    }

    /** By itself: a broker whose topics were created before this one still has all the others. */
    private void readStatus(Feed feed) throws InterruptedException {
        RecordHandler handler = new RecordHandler() {
            @Override
            public List<String> topics() {
                return List.of(Topics.SERVICE_STATUS.name());
            }

            @Override
            public void record(ConsumerRecord<byte[], byte[]> record, Instant readAt) {
                try {
                    ServiceStatus status = Json.read(record.value(), ServiceStatus.class);
                    if (status.schema() == ServiceStatus.SCHEMA) {
                        health.status(status, readAt);
                    }
                } catch (IOException | RuntimeException e) {
                    LOG.debug("not a status", e); // anybody can write to the topic
                }
            }
        };
        try (RecordReader reader = RecordReader.open(broker, RecordReader.Start.END, handler)) {
            feed.isWell();
            reader.follow(now -> feed.goesOn(), this::rest);
        }
    }

    private final class Frames implements RecordHandler {

        @Override
        public List<String> topics() {
            return List.of(Topics.FRAMES.name());
        }

        @Override
        public void record(ConsumerRecord<byte[], byte[]> frame, Instant readAt) {
            if (frame.value() != null && frame.value().length > 0) {
                live.frame(new FramePlace(frame.partition(), frame.offset()), camera(frame), frame.value(), readAt);
            }
        }
    }

    private final class Handler implements ResultHandler, RejectHandler, MinuteHandler, KpiHandler {

        private final KpiWindows windows;

        Handler(KpiWindows windows) {
            this.windows = windows;
        }

        @Override
        public void result(FrameResult result, Instant readAt) {
            health.result(result, readAt);
            if (live.result(result, readAt, readsFrames) && result.skipped() == null) {
                metrics.analyzed(result, readAt);
            }
        }

        @Override
        public void rejected(RejectedRecord rejected, Instant readAt) {
            if (rejected.topic().equals(Topics.REJECTED_FRAMES.name())) {
                live.rejected(camera(rejected.key()), readAt);
            }
            health.rejected(rejected, readAt);
        }

        @Override
        public void minute(FaceMinute minute, Instant readAt) {
            live.minute(minute, readAt);
        }

        @Override
        public void row(KpiRow row, Instant readAt) {
            windows.put(row, readAt);
        }

        @Override
        public void notice(String sentence) {
            LOG.warn("{}", sentence);
        }
    }

    private static String camera(ConsumerRecord<byte[], byte[]> frame) {
        return camera(frame.key() == null ? null : new String(frame.key(), UTF_8));
    }

    /** A key that is not a camera id belongs to a frame that is rejected: it counts with the others without a camera. */
    private static String camera(String key) {
        return Limits.isId(key) ? key : NO_KEY;
    }
}
