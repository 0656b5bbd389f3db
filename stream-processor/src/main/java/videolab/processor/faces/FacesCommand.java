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
import videolab.cli.FromEnvironment;
import videolab.cli.FullDisk;
import videolab.cli.LabCommandLine;
import videolab.cli.LabFolder;
import videolab.cli.MetricsOptions;
import videolab.cli.MetricsServer;
import videolab.cli.StatusReporter;
import videolab.cli.StopSignal;
import videolab.cli.Tuning;
import videolab.cli.UsageException;
import videolab.contract.Topic;
import videolab.processor.faces.crops.CropStore;
import videolab.processor.faces.crops.CropStoreSettings;
import videolab.processor.spark.LabSpark;
import videolab.processor.spark.QueryStarts;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.ServiceRun;
import videolab.processor.spark.SparkStop;
import videolab.processor.spark.StallOption;
import videolab.processor.spark.StallWatch;

/** {@code process faces}: the real-time service. */
@Command(
        name = "faces",
        description = "Detects faces in camera frames: reads distributed-video1, writes final_result_topic.",
        footer = {
            "",
            "Examples:",
            "  ./lab process faces",
            "  ./lab process faces --root hdfs://namenode:8020/faces --user hadoop --duration 10m",
            "  # process what is there, then exit",
            "  ./lab process faces --trigger available-now --max-age 0",
            "  # counts per minute, no data of single faces",
            "  ./lab process faces --aggregate-only"
        })
public final class FacesCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(FacesCommand.class);
    private static final int REPORT_EVERY_S = 10;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Broker broker;

    @Mixin
    private MetricsOptions metrics;

    @Mixin
    private StallOption stallOption;

    @Mixin
    private FaceOptions faces;

    @Tuning
    @Option(
            names = "--topic",
            paramLabel = "NAME",
            defaultValue = "distributed-video1",
            description = "Topic to read (default: ${DEFAULT-VALUE}).")
    private String topic;

    @Option(
            names = "--trigger",
            paramLabel = "TRIGGER",
            defaultValue = "realtime",
            description =
                    "realtime[:<s>], processing:<ms> or available-now (default: realtime:90). The seconds set how often offsets are committed, and so how much is read again after a crash.")
    private String trigger;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            defaultValue = LabFolder.VARIABLE + "/checkpoint",
            description = "Folder of the checkpoints on any Hadoop filesystem (default: .lab/checkpoint).")
    private String checkpoint;

    @Option(
            names = "--root",
            paramLabel = "URI",
            description = "Where to store face crops: a folder, file:///… or hdfs://host:port/… (default: not stored).")
    private String root;

    @Tuning
    @FromEnvironment("HADOOP_USER_NAME")
    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "User name at a remote filesystem (HADOOP_USER_NAME; default: your login name).")
    private String user;

    @Option(
            names = "--keep-faces",
            paramLabel = "DAYS",
            defaultValue = "7d",
            description = "Days to keep stored faces, counted from the capture date in UTC (default: 7d).")
    private Duration keepFaces;

    @Option(
            names = "--aggregate-only",
            description =
                    "Privacy mode: write only counts of faces and expressions, per frame and per minute; no boxes, scores or crops (docs/faces.md).")
    private boolean aggregateOnly;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "Stop after this time, such as 10m (default: run until Ctrl-C).")
    private Duration duration;

    @Tuning
    @Option(
            names = "--master",
            paramLabel = "URL",
            defaultValue = "local[8]",
            description = "Spark master; its slots are threads, not cores (default: local[8]).")
    private String master;

    @Tuning
    @Option(
            names = "--ui",
            description = "Serve Spark's web page on the interface that SPARK_LOCAL_IP names; ./lab sets the loopback.")
    private boolean ui;

    @Override
    public Integer call() throws IOException {
        refuseToStoreAggregates();
        requireWholeDays();
        if (user != null && !user.isBlank()) {
            // For the whole JVM: Spark's checkpoints go to the same filesystem as the faces.
            UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(user));
        }
        Optional<CropStoreSettings> crops = Optional.ofNullable(root).map(uri -> new CropStoreSettings(uri, keepFaces));
        crops.ifPresent(FacesCommand::requireFilesystem);
        QueryTrigger when = QueryTrigger.parse(trigger);
        Duration stall = stallOption.stall(when, master);
        AnalyzerSettings analyzer = faces.settings();
        FaceOutput output = aggregateOnly ? new FaceOutput.AggregatesOnly() : new FaceOutput.Full(crops);
        broker.require(Stream.concat(Stream.of(topic), output.topics().stream().map(Topic::name))
                .toArray(String[]::new));
        int partitions = broker.partitions(topic);
        // Offsets of one topic mean nothing for another, also for one that was recreated under the same name.
        FullDisk.watch("--checkpoint", checkpoint);
        String place = checkpoint + "/" + topic + "/" + broker.topicId(topic);
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
        try (StopSignal stop = SparkStop.install();
                SparkSession spark = LabSpark.open("video-lab faces", master, ui);
                QueryStarts starts = QueryStarts.of(spark);
                FacesService service = FacesService.start(spark, settings, analyzersHere(partitions));
                StatusReporter status = StatusReporter.start(
                        broker.settings(),
                        "process faces",
                        () -> StatusReporter.facts(service.facts(), starts.facts()));
                StallWatch watch = service.watch(stall);
                MetricsServer server = metrics.start(service.end(), StallWatch.troubleOf(watch), starts::ages)) {
            stop.begin();
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

    private void runUntilTheEnd(FacesService service, Optional<CropStoreSettings> crops, StopSignal stop) {
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
        LOG.info("{}", service.counters());
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
