package videolab.source.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import videolab.cli.FailedException;
import videolab.cli.KafkaSettings;
import videolab.cli.LabCommandLine;
import videolab.cli.MetricsOptions;
import videolab.cli.MetricsServer;
import videolab.cli.StopSignal;
import videolab.contract.Topic;
import videolab.contract.Topics;
import videolab.source.publish.TimedPublisher;
import videolab.source.publish.TimedRecord;

/** Sends timed records in the foreground: progress every few seconds, counts at the end, Ctrl-C included. */
final class TimedRun {

    private static final Duration PROGRESS = Duration.ofSeconds(5);
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final KafkaSettings kafka;
    private final String topic;
    private final double speed;
    private final MetricsOptions metrics;
    private final PrintWriter err;
    private long nextProgress = System.nanoTime() + Duration.ofSeconds(2).toNanos();

    TimedRun(KafkaSettings kafka, String topic, double speed, MetricsOptions metrics, PrintWriter err) {
        this.kafka = kafka;
        this.topic = topic;
        this.speed = speed;
        this.metrics = metrics;
        this.err = err;
    }

    /** @param parts sent one after the other; made only when their turn comes */
    int run(Iterator<List<TimedRecord>> parts, String summary) {
        try (StopSignal signal = StopSignal.install(CLOSING);
                MetricsServer server = metrics.start(kafka);
                TimedPublisher publisher = new TimedPublisher(kafka, topic, speed)) {
            signal.onRequest(publisher::stop);
            try {
                while (parts.hasNext() && !publisher.stopped()) {
                    List<TimedRecord> part = parts.next();
                    warnOfRetention(part);
                    publisher.send(part, this::progress);
                }
            } finally {
                err.println(publisher.sent() + " records sent to " + topic + ", " + publisher.refused() + " refused; "
                        + summary);
                err.flush();
            }
            if (publisher.refused() > 0) {
                throw new FailedException("Kafka did not take " + publisher.refused() + " records");
            }
            return LabCommandLine.DONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted", e);
        }
    }

    private void warnOfRetention(List<TimedRecord> part) {
        for (Topic declared : Topics.ALL) {
            if (declared.name().equals(topic)
                    && !part.isEmpty()
                    && part.get(0).at().isBefore(Instant.now().minus(declared.retention()))) {
                err.println("warning: " + topic + " keeps records for "
                        + declared.retention().toMinutes()
                        + " min by their time; older ones, such as these, may be deleted before they are read");
            }
        }
    }

    private void progress(TimedPublisher publisher) {
        if (System.nanoTime() < nextProgress) {
            return;
        }
        nextProgress = System.nanoTime() + PROGRESS.toNanos();
        err.println(String.format(Locale.ROOT, "%s: %d records sent", topic, publisher.sent()));
        err.flush();
    }
}
