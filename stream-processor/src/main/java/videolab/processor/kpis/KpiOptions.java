package videolab.processor.kpis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.security.UserGroupInformation;
import picocli.CommandLine.Option;
import videolab.cli.Broker;
import videolab.cli.UsageException;
import videolab.processor.spark.QueryTrigger;

/** The options that the audience and the CDN command share. */
public final class KpiOptions {

    @Option(
            names = "--window",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Length of a window (default: ${DEFAULT-VALUE}).")
    private Duration window;

    @Option(
            names = "--watermark",
            paramLabel = "TIME",
            defaultValue = "45s",
            description =
                    "How late an event may come; later ones are counted and left out. A window's row comes so much after its end at the earliest"
                            + " (default: ${DEFAULT-VALUE}).")
    private Duration watermark;

    @Option(
            names = "--trigger",
            paramLabel = "TRIGGER",
            defaultValue = "processing:5000",
            description = "processing:<ms> or available-now: what is there, then end (default: ${DEFAULT-VALUE}).")
    private String trigger;

    @Option(
            names = "--max-per-batch",
            paramLabel = "N",
            defaultValue = "1000000",
            description =
                    "Records a batch takes at most: a backlog is worked off in pieces (default: ${DEFAULT-VALUE}).")
    private long mostPerTrigger;

    @Option(
            names = "--root",
            paramLabel = "URI",
            defaultValue = "${env:VIDEO_LAB_KPI_ROOT}",
            description =
                    "Write files there: a folder, file:///… or hdfs://host:port/… (VIDEO_LAB_KPI_ROOT; default: only to Kafka).")
    private String root;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            split = ",",
            defaultValue = "parquet",
            description = "Of the files: parquet, json, or both with a comma (default: ${DEFAULT-VALUE}).")
    private List<FileFormat> formats;

    @Option(
            names = "--user",
            defaultValue = "${env:HADOOP_USER_NAME}",
            description = "User at a remote filesystem (HADOOP_USER_NAME; default: the one who runs this).")
    private String user;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            defaultValue = "${env:VIDEO_LAB_CHECKPOINT:-.lab/checkpoint}",
            description =
                    "Folder of the checkpoints, any Hadoop filesystem (VIDEO_LAB_CHECKPOINT; default: .lab/checkpoint).")
    private String checkpoint;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "End after this time, such as 10m (default: run until Ctrl-C).")
    private Duration duration;

    @Option(names = "--master", defaultValue = "local[*]", description = "Spark's master (default: ${DEFAULT-VALUE}).")
    private String master;

    @Option(
            names = "--ui",
            description =
                    "Serve Spark's web page (on the interface that SPARK_LOCAL_IP names: ./lab sets the loopback).")
    private boolean ui;

    /** Makes {@code --user} the user of this JVM, for files and checkpoints. */
    public void logIn() {
        if (user != null && !user.isBlank()) {
            UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(user));
        }
    }

    public Duration window() {
        return window;
    }

    public Duration watermark() {
        return watermark;
    }

    /** @throws UsageException for real-time mode, which keeps no state */
    public QueryTrigger trigger() {
        QueryTrigger parsed = QueryTrigger.parse(trigger);
        if (parsed instanceof QueryTrigger.RealTime) {
            throw new UsageException(
                    "--trigger",
                    trigger,
                    "KPIs need windows, which Spark's real-time mode has not: use processing:<ms>");
        }
        return parsed;
    }

    public long mostPerTrigger() {
        if (mostPerTrigger < 1) {
            throw new UsageException("--max-per-batch", mostPerTrigger, "1 or more is expected");
        }
        return mostPerTrigger;
    }

    public KpiStoreSettings store(Broker broker, String topic) {
        return new KpiStoreSettings(
                broker.settings(), topic, Optional.ofNullable(root).filter(uri -> !uri.isBlank()), Set.copyOf(formats));
    }

    /** The checkpoint's folder for one broker's topic: offsets of one mean nothing for another's. */
    public String checkpoint(Broker broker, String topic) {
        return (checkpoint.isBlank() ? ".lab/checkpoint" : checkpoint) + "/" + topic + "/" + broker.topicId(topic);
    }

    /** Null for no limit. */
    public Duration duration() {
        return duration;
    }

    public String master() {
        return master;
    }

    public boolean ui() {
        return ui;
    }
}
