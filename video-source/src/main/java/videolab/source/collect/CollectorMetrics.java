package videolab.source.collect;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the collector counts, for {@code /metrics} and for the line at its end. */
final class CollectorMetrics implements AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Counter taken = requests("204");
    private final Counter unauthorized = requests("401");
    private final Counter foreign = requests("403");
    private final Counter tooLarge = requests("413");
    private final Counter tooMany = requests("429");
    private final Counter kafkaSlow = requests("503");
    private final Counter records = Counter.builder("video_lab.collector.records")
            .description("Records that Kafka has acknowledged")
            .register(registry);
    private final Counter rejects = Counter.builder("video_lab.collector.rejects")
            .description("Requests of which a part went to rejected-events")
            .register(registry);
    private final Timer acknowledged = Timer.builder("video_lab.collector.acknowledgement")
            .description("Time from a request's first byte read here to Kafka's answer")
            .serviceLevelObjectives(
                    Duration.ofMillis(5),
                    Duration.ofMillis(10),
                    Duration.ofMillis(25),
                    Duration.ofMillis(50),
                    Duration.ofMillis(100),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(5))
            .register(registry);

    CollectorMetrics(EventLog log) {
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Gauge.builder("video_lab.collector.waiting.bytes", log, EventLog::waitingBytes)
                .description("What waits for Kafka's answer")
                .register(registry);
    }

    private Counter requests(String status) {
        return Counter.builder("video_lab.collector.requests")
                .description("Requests with events, by the status that answered them")
                .tag("status", status)
                .register(registry);
    }

    /** @param nanos since the request came */
    void taken(int written, long nanos) {
        taken.increment();
        records.increment(written);
        acknowledged.record(nanos, TimeUnit.NANOSECONDS);
    }

    void rejected() {
        rejects.increment();
    }

    void refused(int status) {
        switch (status) {
            case 401 -> unauthorized.increment();
            case 403 -> foreign.increment();
            case 413 -> tooLarge.increment();
            case 429 -> tooMany.increment();
            default -> kafkaSlow.increment();
        }
    }

    String scrape() {
        return registry.scrape();
    }

    /** One line for a person. */
    String summary() {
        long refused = (long) (unauthorized.count() + foreign.count() + tooLarge.count() + tooMany.count());
        return (long) taken.count() + " requests taken, " + (long) records.count() + " records written, "
                + (long) rejects.count() + " requests with unreadable parts, " + refused + " refused, "
                + (long) kafkaSlow.count() + " not taken because Kafka was slow";
    }

    @Override
    public void close() {
        registry.close();
    }
}
