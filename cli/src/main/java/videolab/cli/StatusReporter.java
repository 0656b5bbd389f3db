package videolab.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.contract.Json;
import videolab.contract.ServiceStatus;
import videolab.contract.Topics;

/** Writes how this service is to {@link Topics#SERVICE_STATUS}, every five seconds. A service works without it. */
public final class StatusReporter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatusReporter.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration CLOSING = Duration.ofSeconds(1);
    private static final int ADMIN_PATIENCE_MS = 8_000;
    private static final int MAX_BLOCK_MS = 2_000;

    private final String service;
    private final String instance;
    private final Instant startedAt;
    private final Supplier<Map<String, String>> facts;
    private final KafkaSettings kafka;
    private KafkaProducer<String, byte[]> producer;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "service-status");
        thread.setDaemon(true);
        return thread;
    });

    private StatusReporter(KafkaSettings kafka, String service, Supplier<Map<String, String>> facts) {
        this.service = service;
        this.facts = facts;
        ProcessHandle process = ProcessHandle.current();
        this.instance = hostName() + "-" + process.pid();
        this.startedAt = process.info().startInstant().orElseGet(Instant::now);
        this.kafka = kafka;
        clock.scheduleWithFixedDelay(this::report, 0, EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    /**
     * Starts reporting.
     *
     * @param service such as {@code process faces}
     * @param facts what else a person wants to know; asked in a thread of its own
     */
    public static StatusReporter start(KafkaSettings kafka, String service, Supplier<Map<String, String>> facts) {
        return new StatusReporter(kafka, service, facts);
    }

    /** Facts of several parts of a service, in their order. */
    @SafeVarargs
    public static Map<String, String> facts(Map<String, String>... parts) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Map<String, String> part : parts) {
            all.putAll(part);
        }
        return all;
    }

    private void report() {
        try {
            if (producer == null) {
                open();
            }
            Runtime runtime = Runtime.getRuntime();
            ServiceStatus status = new ServiceStatus(
                    ServiceStatus.SCHEMA,
                    service,
                    instance,
                    startedAt,
                    Instant.now(),
                    Runtime.version().toString(),
                    runtime.totalMemory() - runtime.freeMemory(),
                    runtime.maxMemory(),
                    facts(facts.get(), Map.of("version", Version.built())));
            producer.send(
                    new ProducerRecord<>(Topics.SERVICE_STATUS.name(), service + "|" + instance, Json.bytes(status)));
        } catch (RuntimeException e) { // no broker, or no such topic: the service's own clients say so
            LOG.debug("status not written", e);
        }
    }

    /** A producer would warn of a topic that is missing, again and again: without it nothing is reported. */
    private void open() {
        try (Admin admin = Admin.create(kafka.admin(Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                ADMIN_PATIENCE_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                ADMIN_PATIENCE_MS / 2)))) {
            if (!admin.listTopics().names().get().contains(Topics.SERVICE_STATUS.name())) {
                LOG.info(
                        Launcher.adapt(
                                "no topic {}: './lab topics create' makes it, and the page then shows this service"),
                        Topics.SERVICE_STATUS.name());
                clock.shutdown();
                throw new IllegalStateException("no topic");
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // the broker is away: tried again
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        producer = new KafkaProducer<>(
                kafka.producer(Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS)),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private static String hostName() {
        String name = System.getenv("HOSTNAME");
        return name == null || name.isBlank() ? "host" : name;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        try {
            if (clock.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS) && producer != null) {
                producer.close(CLOSING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
