package videolab.embedded.audience;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.contract.Topics;
import videolab.embedded.BuiltService;
import videolab.embedded.run.EmbeddedBroker;
import videolab.processor.spark.LabSpark;
import videolab.source.publish.TimedPublisher;
import videolab.source.publish.TimedRecord;
import videolab.source.publish.ViewerPublisher;
import videolab.source.viewers.ScenarioSettings;
import videolab.source.viewers.ViewerScenario;

/** The service as people run it, by {@code java -jar}, killed without a word and started again. */
class ITAudienceKilled {

    /** Simulated seconds in a second. */
    private static final double SPEED = 15;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void theFilesHoldNeitherLostNorRepeatedRowsAfterAKillAndARestart() throws Exception {
        ScenarioSettings settings = ScenarioSettings.of(60, 12, Instant.EPOCH, Duration.ofMinutes(3));
        ViewerScenario scenario = ViewerScenario.of(settings.withStart(
                Instant.ofEpochMilli(Instant.now().minus(settings.extent()).toEpochMilli())));
        Truth truth = Truth.of(scenario);
        List<TimedRecord> records = ViewerPublisher.records(scenario, true);
        int half = records.size() / 2;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
                TimedPublisher publisher = new TimedPublisher(broker.kafka(), Topics.PLAYER_EVENTS.name(), SPEED)) {
            try (BuiltService service = startService(broker)) {
                publisher.send(records.subList(0, half), each -> {});
                // It has written some, and is at work.
                await(() -> rowsOnTopic(broker).size() > 0, "no row came");
                publisher.send(records.subList(half, half + half / 4), each -> {});
            }

            try (BuiltService service = startService(broker)) {
                publisher.send(records.subList(half + half / 4, records.size()), each -> {});
                await(() -> mismatches(truth, rowsOnTopic(broker)).isEmpty(), "rows are missing or wrong");
                service.stop();
            }
            try (SparkSession spark = LabSpark.open("audience test", "local[2]", false)) {
                KpiRows files = KpiOutputs.ofFiles(spark, folder.resolve("kpis"));
                assertThat(files.repeated()).isEmpty();
                assertThat(mismatches(truth, files)).isEmpty();
            }
        }
    }

    private static List<KpiMismatch> mismatches(Truth truth, KpiRows rows) {
        return KpiComparison.withGeography(false).compare(truth.rows(), rows);
    }

    private static KpiRows rowsOnTopic(EmbeddedBroker broker) {
        return KpiOutputs.ofTopic(broker.bootstrap(), Topics.AUDIENCE_KPIS.name());
    }

    /** Something that becomes true. */
    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition, String otherwise) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.holds()) {
            assertThat(Instant.now()).as(otherwise).isBefore(end);
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private BuiltService startService(EmbeddedBroker broker) throws IOException {
        return BuiltService.start(
                "stream-processor",
                "audience-killed.log",
                "-Xmx768m",
                "audience",
                "--bootstrap",
                broker.bootstrap(),
                "--checkpoint",
                folder.resolve("checkpoint").toString(),
                "--root",
                folder.resolve("kpis").toUri().toString(),
                "--salt",
                folder.resolve("salt").toString(),
                "--trigger",
                "processing:500");
    }
}
