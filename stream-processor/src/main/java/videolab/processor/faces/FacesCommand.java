package videolab.processor.faces;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.Broker;
import videolab.cli.LabCommandLine;
import videolab.cli.UsageException;
import videolab.contract.Topic;
import videolab.processor.faces.crops.CropStore;
import videolab.processor.faces.crops.CropStoreSettings;
import videolab.processor.spark.LabSpark;
import videolab.processor.spark.OrderlyStop;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.ServiceRun;

/** {@code process faces}: the real-time service. */
@Command(
        name = "faces",
        description = "Finds faces in camera frames: distributed-video1 in, final_result_topic out.",
        footer = {
            "",
            "Examples:",
            "  ./lab process faces",
            "  ./lab process faces --root hdfs://namenode:8020/faces --user hadoop --duration 10m",
            "  ./lab process faces --trigger available-now --max-age 0     # what is there, then end",
            "  ./lab process faces --aggregate-only                        # counts a minute, nothing of a single face"
        })
public final class FacesCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(FacesCommand.class);
    private static final int REPORT_EVERY_S = 10;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Broker broker;

    @Mixin
    private FaceOptions faces;

    @Option(
            names = "--topic",
            defaultValue = "distributed-video1",
            description = "Topic to read (default: ${DEFAULT-VALUE}).")
    private String topic;

    @Option(
            names = "--trigger",
            paramLabel = "TRIGGER",
            defaultValue = "realtime",
            description =
                    "realtime[:<s>], processing:<ms> or available-now (default: realtime:30). The seconds are how often"
                            + " offsets are committed, and so what is read again after a crash or a stop.")
    private String trigger;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            defaultValue = "${env:VIDEO_LAB_CHECKPOINT:-.lab/checkpoint}",
            description =
                    "Folder of the checkpoints, any Hadoop filesystem (VIDEO_LAB_CHECKPOINT; default: .lab/checkpoint).")
    private String checkpoint;

    @Option(
            names = "--root",
            paramLabel = "URI",
            defaultValue = "${env:VIDEO_LAB_ROOT}",
            description =
                    "Store face crops there: a folder, file:///… or hdfs://host:port/… (VIDEO_LAB_ROOT; default: not stored).")
    private String root;

    @Option(
            names = "--user",
            defaultValue = "${env:HADOOP_USER_NAME}",
            description = "User at a remote filesystem (HADOOP_USER_NAME; default: the one who runs this).")
    private String user;

    @Option(
            names = "--keep-faces",
            paramLabel = "DAYS",
            defaultValue = "7d",
            description = "Delete stored faces so many days after the day of their capture, in UTC and by the source's"
                    + " clock; those of older footage go within the hour (default: ${DEFAULT-VALUE}).")
    private Duration keepFaces;

    @Option(
            names = "--aggregate-only",
            description = "Privacy mode: write how many faces with which expression there were, a record a frame and a"
                    + " sum a minute; no boxes, no scores, no crops (docs/faces.md).")
    private boolean aggregateOnly;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "End after this time, such as 10m (default: run until Ctrl-C).")
    private Duration duration;

    @Option(
            names = "--master",
            defaultValue = "local[8]",
            description = "Spark's master (default: ${DEFAULT-VALUE}; slots are threads, not cores).")
    private String master;

    @Option(
            names = "--ui",
            description =
                    "Serve Spark's web page (on the interface that SPARK_LOCAL_IP names: ./lab sets the loopback).")
    private boolean ui;

    @Override
    public Integer call() throws IOException {
        // An empty variable of the environment gives nothing.
        root = root == null || root.isBlank() ? null : root;
        refuseToStoreAggregates();
        requireWholeDays();
        if (user != null && !user.isBlank()) {
            // For the whole JVM: Spark's checkpoints go to the same filesystem as the faces.
            UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(user));
        }
        Optional<CropStoreSettings> crops = Optional.ofNullable(root).map(uri -> new CropStoreSettings(uri, keepFaces));
        crops.ifPresent(FacesCommand::requireFilesystem);
        QueryTrigger when = QueryTrigger.parse(trigger);
        AnalyzerSettings analyzer = faces.settings();
        FaceOutput output = aggregateOnly ? new FaceOutput.AggregatesOnly() : new FaceOutput.Full(crops);
        broker.require(Stream.concat(Stream.of(topic), output.topics().stream().map(Topic::name))
                .toArray(String[]::new));
        int partitions = broker.partitions(topic);
        // Offsets of one topic mean nothing for another, also for one that was made anew under the same name.
        String folder = checkpoint.isBlank() ? ".lab/checkpoint" : checkpoint;
        String place = folder + "/" + topic + "/" + broker.topicId(topic);
        FacesSettings settings = new FacesSettings(broker.settings(), topic, when, place, analyzer, output);
        if (when instanceof QueryTrigger.RealTime) {
            LabSpark.requireSlots(
                    LabSpark.effectiveMaster(master),
                    partitions,
                    settings.followUpSlots(written -> broker.partitions(written.name())));
        }

        LOG.info(
                "{} at {} -> {}; crops {}; checkpoint {}",
                topic,
                broker.bootstrap(),
                output.topics().get(0).name(),
                aggregateOnly ? "not made" : root == null ? "not stored" : "to " + root,
                place);
        try (OrderlyStop stop = OrderlyStop.install();
                SparkSession spark = LabSpark.open("video-lab faces", master, ui);
                FacesService service = FacesService.start(spark, settings, analyzersHere(partitions))) {
            runUntilTheEnd(service, crops, stop);
        }
        return LabCommandLine.DONE;
    }

    private void refuseToStoreAggregates() {
        if (aggregateOnly
                && (root != null || spec.commandLine().getParseResult().hasMatchedOption("--keep-faces"))) {
            throw new UsageException("--aggregate-only stores no faces: --root (VIDEO_LAB_ROOT) and --keep-faces cannot"
                    + " be given with it");
        }
    }

    private void requireWholeDays() {
        if (keepFaces.isNegative() || !keepFaces.equals(Duration.ofDays(keepFaces.toDays()))) {
            throw new UsageException(
                    "--keep-faces", keepFaces.toMinutes() + "m", "whole days are expected, such as 7d");
        }
    }

    /** On a cluster one shows which models there are, and whether they can be read: the frames are the executors'. */
    private int analyzersHere(int partitions) {
        return LabSpark.isLocal(master) ? partitions : 1;
    }

    private void runUntilTheEnd(FacesService service, Optional<CropStoreSettings> crops, OrderlyStop stop) {
        ScheduledExecutorService chores =
                Executors.newScheduledThreadPool(2); // a filesystem that does not answer must not silence the reports
        chores.scheduleAtFixedRate(() -> report(service), REPORT_EVERY_S, REPORT_EVERY_S, TimeUnit.SECONDS);
        crops.ifPresent(store -> chores.scheduleAtFixedRate(() -> deleteOld(store), 0, 1, TimeUnit.HOURS));
        try {
            ServiceRun.untilTheEnd(service.end(), stop, duration, chores);
        } finally {
            report(service);
        }
    }

    /** On a cluster the counters of this JVM stay at nought: the executors' are theirs. */
    private void report(FacesService service) {
        if (!LabSpark.isLocal(master)) {
            return;
        }
        FrameCounters.Snapshot sums = service.counters();
        LOG.info(
                "analyzed {}, skipped {}, rejected {}, lost to retention {}, clocks ahead {}; age p50 {} ms, p95 {} ms",
                sums.analyzed(),
                sums.skipped(),
                sums.rejected(),
                sums.lostToRetention(),
                sums.clocksAhead(),
                sums.ageP50Ms(),
                sums.ageP95Ms());
    }

    /** Without a filesystem there are results all the same: the faces wait in their topic. */
    private static void requireFilesystem(CropStoreSettings crops) {
        try {
            CropStore.open(crops);
        } catch (UncheckedIOException e) {
            LOG.warn("no face is stored until that changes: {}", e.getCause().getMessage());
        }
    }

    private void deleteOld(CropStoreSettings crops) {
        try {
            int days = CropStore.open(crops).deleteOld(Instant.now());
            if (days > 0) {
                LOG.info("deleted the faces of {} days, older than --keep-faces {} days", days, keepFaces.toDays());
            }
        } catch (IOException | RuntimeException e) { // a chore that throws is not done again
            LOG.warn("old faces could not be deleted and are tried again in an hour: {}", e.getMessage());
        }
    }
}
