package videolab.embedded.run;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.spark.sql.SparkSession;
import videolab.cli.KafkaSettings;
import videolab.contract.Topics;
import videolab.processor.audience.AudienceCounters;
import videolab.processor.audience.AudienceService;
import videolab.processor.audience.AudienceSettings;
import videolab.processor.audience.sessions.SessionRules;
import videolab.processor.kpis.FileFormat;
import videolab.processor.kpis.KpiStoreSettings;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.StallOption;
import videolab.processor.spark.StallWatch;

/** Simulated viewers and the audience pipeline that turns their events into KPIs. */
public final class AudienceRun implements AutoCloseable {

    /** Slots that the pipeline's widest shuffle needs. */
    static final int SLOTS = Topics.PLAYER_EVENTS.partitions();

    /**
     * Short, so that a demo of half a minute shows numbers; no viewer is simulated to be later. The watermark is shorter
     * than the trigger: a batch that starts with it after a window's end would have read nothing that lies behind the
     * watermark, and the window's rows would come a batch later.
     */
    private static final SessionRules RULES =
            new SessionRules(Duration.ofSeconds(10), Duration.ofSeconds(4), Duration.ofSeconds(10));

    private static final QueryTrigger TRIGGER = new QueryTrigger.Processing(Duration.ofSeconds(5));

    /** Bounds the memory of a batch, and not the pace: at 10,000 a trigger, a flood held back every window for minutes. */
    private static final long MOST_PER_BATCH = 100_000;

    private static final int SALT_BYTES = 32;

    private final AudienceService service;
    private final StallWatch stalls;
    private final SimulatedViewers viewers;
    private CompletableFuture<Void> closing;

    private AudienceRun(AudienceService service, SimulatedViewers viewers) {
        this.service = service;
        this.stalls = service.watch(StallOption.DEFAULT);
        this.viewers = viewers;
    }

    /** @param checkpoint folder of the run's checkpoints */
    static AudienceRun start(SparkSession spark, KafkaSettings kafka, String checkpoint) {
        byte[] salt = new byte[SALT_BYTES];
        ThreadLocalRandom.current().nextBytes(salt); // these viewers do not exist
        AudienceSettings settings = new AudienceSettings(
                kafka,
                Topics.PLAYER_EVENTS.name(),
                TRIGGER,
                checkpoint,
                MOST_PER_BATCH,
                RULES,
                new KpiStoreSettings(kafka, Topics.AUDIENCE_KPIS.name(), Optional.empty(), Set.of(FileFormat.PARQUET)),
                Optional.empty(),
                HexFormat.of().formatHex(salt),
                false);
        return new AudienceRun(AudienceService.start(spark, settings), SimulatedViewers.start(kafka, settings.rules()));
    }

    /** Completes exceptionally when the query has failed for good. */
    CompletableFuture<Void> end() {
        return service.end();
    }

    /** Events that the broker has acknowledged. */
    public long published() {
        return viewers.sent();
    }

    /** What the finished batches have read. */
    public AudienceCounters.Snapshot counters() {
        return service.counters();
    }

    /** Viewers end, and the query is stopped while the caller does other things. */
    void stop() {
        stalls.close();
        viewers.close();
        if (closing == null) {
            closing = CompletableFuture.runAsync(service::close);
        }
    }

    @Override
    public void close() {
        stop();
        closing.join();
    }
}
