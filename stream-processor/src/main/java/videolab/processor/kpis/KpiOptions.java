package videolab.processor.kpis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.security.UserGroupInformation;
import picocli.CommandLine.Option;
import videolab.cli.Broker;
import videolab.cli.FromEnvironment;
import videolab.cli.FullDisk;
import videolab.cli.LabFolder;
import videolab.cli.Tuning;
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

    @Tuning
    @Option(
            names = "--watermark",
            paramLabel = "TIME",
            defaultValue = "45s",
            description =
                    "How long to wait for late events; later ones are dropped and counted. A row appears at least this long after its window ends (default: ${DEFAULT-VALUE}).")
    private Duration watermark;

    @Option(
            names = "--trigger",
            paramLabel = "TRIGGER",
            defaultValue = "processing:5000",
            description =
                    "processing:<ms>, or available-now to process what is there and exit (default: ${DEFAULT-VALUE}).")
    private String trigger;

    @Tuning
    @Option(
            names = "--max-per-batch",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Most records in a batch; a backlog is processed in parts (default: ${DEFAULT-VALUE}).")
    private long mostPerTrigger;

    @Tuning
    @Option(
            names = "--max-values",
            paramLabel = "N",
            defaultValue = "" + KpiStoreSettings.MOST_VALUES,
            description =
                    "Most contents, hosts, devices and so on that keep a row of their own in a window; the rest is"
                            + " summed in the row 'other' (default: ${DEFAULT-VALUE}).")
    private int mostValues;

    @FromEnvironment("VIDEO_LAB_KPI_ROOT")
    @Option(
            names = "--root",
            paramLabel = "URI",
            description =
                    "Where to write files: a folder, file:///… or hdfs://host:port/… (VIDEO_LAB_KPI_ROOT; default: no files).")
    private String root;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            split = ",",
            defaultValue = "parquet",
            description = "File format: parquet, json, or both separated by a comma (default: ${DEFAULT-VALUE}).")
    private List<FileFormat> formats;

    @Tuning
    @FromEnvironment("HADOOP_USER_NAME")
    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "User name at a remote filesystem (HADOOP_USER_NAME; default: your login name).")
    private String user;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            defaultValue = LabFolder.VARIABLE + "/checkpoint",
            description = "Folder of the checkpoints on any Hadoop filesystem (default: .lab/checkpoint).")
    private String checkpoint;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "Stop after this time, such as 10m (default: run until Ctrl-C).")
    private Duration duration;

    @Tuning
    @Option(
            names = "--master",
            paramLabel = "URL",
            defaultValue = "local[*]",
            description = "Spark master (default: ${DEFAULT-VALUE}).")
    private String master;

    @Tuning
    @Option(
            names = "--ui",
            description = "Serve Spark's web page on the interface that SPARK_LOCAL_IP names; ./lab sets the loopback.")
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
                broker.settings(), topic, Optional.ofNullable(root), Set.copyOf(formats), mostValues);
    }

    /** The checkpoint's folder for one broker's topic: offsets of one mean nothing for another's. */
    public String checkpoint(Broker broker, String topic) {
        FullDisk.watch("--checkpoint", checkpoint);
        return checkpoint + "/" + topic + "/" + broker.topicId(topic);
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
