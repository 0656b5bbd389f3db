package videolab.processor.faces;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.KafkaSettings;

/**
 * Finds out which gaps in a topic's offsets are frames that the broker deleted unread. Transaction markers and compaction
 * leave gaps too. Therefore a gap counts only as far as it lies before the start of its partition's log, which is asked for
 * within a second.
 */
final class RetentionWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RetentionWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaSettings kafka;
    private final String topic;
    private final FrameCounters counters;
    private final List<FrameCounters.Gap> open = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "retention-watch");
        thread.setDaemon(true);
        return thread;
    });
    private Admin admin;

    private RetentionWatch(KafkaSettings kafka, String topic, FrameCounters counters) {
        this.kafka = kafka;
        this.topic = topic;
        this.counters = counters;
    }

    static RetentionWatch start(KafkaSettings kafka, String topic, FrameCounters counters) {
        RetentionWatch watch = new RetentionWatch(kafka, topic, counters);
        watch.timer.scheduleWithFixedDelay(
                watch::check, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    /** Without an answer the gaps wait for the next check. */
    private synchronized void check() {
        open.addAll(counters.takeGaps());
        if (open.isEmpty()) {
            return;
        }
        try {
            Map<Integer, Long> starts = logStarts();
            open.forEach(gap -> counters.countLost(gap, starts.get(gap.partition())));
            open.clear();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.debug("the log starts of {} are unknown", topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<Integer, Long> logStarts() throws ExecutionException, TimeoutException, InterruptedException {
        if (admin == null) {
            admin = Admin.create(kafka.admin(Map.of()));
        }
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        open.forEach(gap -> wanted.put(new TopicPartition(topic, gap.partition()), OffsetSpec.earliest()));
        Map<Integer, Long> starts = new HashMap<>();
        admin.listOffsets(wanted)
                .all()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((place, start) -> starts.put(place.partition(), start.offset()));
        return starts;
    }

    /** Checks once more. */
    @Override
    public void close() {
        timer.shutdown();
        check();
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
