package videolab.processor.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import videolab.cli.FailedException;
import videolab.cli.UsageException;
import videolab.processor.spark.files.NioHadoopLocal;
import videolab.processor.spark.files.NioLocalFs;
import videolab.processor.spark.files.SmallFiles;

/** Spark sessions as the lab uses them, and whether one has room for a set of queries. */
public final class LabSpark {

    /** How many tasks a stage behind a shuffle has: each needs a slot. */
    public static final int SHUFFLE_PARTITIONS = 2;

    private static final long STATE_MB = 32;

    private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";

    private static final long MIB = 1024 * 1024;

    /** One and a half times what Spark keeps for itself. */
    private static final long LEAST_HEAP = 450 * MIB;

    private static final String PARTITIONS = "spark.sql.shuffle.partitions";

    private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\d+|\\*)(?:,\\d+)?])?");

    /** Names of options whose values are secrets. */
    private static final String SECRETS =
            "(?i)secret|password|passwd|token|access[.]?key|credential|jaas|keystore[.]key";

    private LabSpark() {}

    /**
     * Opens the session of this JVM.
     *
     * @param master Spark's address; {@code spark-submit}'s own wins
     * @param ui whether Spark's web page is served
     */
    public static SparkSession open(String name, String master, boolean ui) {
        SparkSession.Builder builder = SparkSession.builder()
                .appName(name)
                // As for the master, what spark-submit was told wins.
                .config(PARTITIONS, System.getProperty(PARTITIONS, String.valueOf(SHUFFLE_PARTITIONS)))
                // Real-time mode refuses adaptive execution and warns at every start.
                .config("spark.sql.adaptive.enabled", false)
                .config("spark.sql.session.timeZone", "UTC")
                // State beside the heap, and a commit writes what has changed: what transformWithState asks for.
                .config(
                        "spark.sql.streaming.stateStore.providerClass",
                        "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider")
                .config("spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled", true)
                // All state stores of the JVM together. By default each partition takes 64 MB and more for each of its
                // tables, beside the heap: a flood of sessions would fill a container.
                .config("spark.sql.streaming.stateStore.rocksdb.boundedMemoryUsage", true)
                .config("spark.sql.streaming.stateStore.rocksdb.maxMemoryUsageMB", STATE_MB)
                // Nobody adds jars to a session; with it, generated code looks every class up by RPC.
                .config("spark.sql.artifact.isolation.enabled", false)
                // A batch is kept for a second: not worth compressing.
                .config("spark.sql.inMemoryColumnarStorage.compressed", false)
                // Plans and the web page print options. Spark's own pattern misses JAAS lines and PEM keys.
                .config("spark.redaction.regex", SECRETS)
                .config("spark.sql.redaction.options.regex", SECRETS)
                .config("spark.ui.enabled", ui)
                // A commit of a real-time query formats the plan of its next batch: the short form takes less of the
                // pause.
                .config("spark.sql.ui.explainMode", "simple")
                // Else a task that starts within 100 ms of its stage is not seen to run before the next heartbeat, 10 s
                // later, and SupervisedQuery.isReading() waits for it. There are few tasks.
                .config("spark.ui.liveUpdate.period", "0")
                .config("spark.ui.retainedJobs", 20)
                .config("spark.ui.retainedStages", 20)
                .config("spark.ui.retainedTasks", 200)
                .config("spark.sql.ui.retainedExecutions", 5)
                // A query that waits for a broker that is gone is left alone: by default it would be waited for for
                // ever.
                .config("spark.sql.streaming.stopTimeout", "20s")
                // Checkpoints are written every few seconds: without a process per file, and without a .crc beside it.
                .config("spark.hadoop.fs.AbstractFileSystem.file.impl", NioLocalFs.class.getName())
                .config("spark.hadoop.fs.file.impl", NioHadoopLocal.class.getName());
        SmallFiles.CLIENT.forEach((key, value) -> builder.config("spark.hadoop." + key, value));
        // Executors of a cluster too; spark-submit's own options for them win.
        builder.config(EXECUTOR_OPTIONS, System.getProperty(EXECUTOR_OPTIONS, "-XX:+ExitOnOutOfMemoryError"));
        builder.master(effectiveMaster(master));
        if (isLocal(master)) {
            requireHeap();
            // Else Spark ends this JVM by itself, with an exit code of its own, when a task runs out of memory.
            builder.config("spark.executor.killOnFatalError.depth", 0);
            builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1");
        }
        return builder.getOrCreate();
    }

    /** Spark would fail with a stack trace. */
    private static void requireHeap() {
        long heap = Runtime.getRuntime().maxMemory();
        if (heap < LEAST_HEAP) {
            throw new FailedException("Spark needs " + LEAST_HEAP / MIB + " MB of heap and has " + heap / MIB
                    + " MB; set -Xmx512m or more, for ./lab in LAB_JAVA_OPTS");
        }
    }

    /** {@code spark-submit}'s master where it started this JVM, else the given one. */
    public static String effectiveMaster(String master) {
        return System.getProperty("spark.master", master);
    }

    /** Whether queries run in this JVM. */
    public static boolean isLocal(String master) {
        return LOCAL.matcher(effectiveMaster(master)).matches();
    }

    /**
     * Fails where queries would starve: a real-time partition holds a slot for as long as the query runs, and a task
     * without a slot waits for ever, silently.
     *
     * @param realTimePartitions partitions of the topic that a real-time query reads
     * @param others slots that the widest stage of every other query needs
     * @throws UsageException when a local master has fewer slots; a cluster's are not known here
     */
    public static void requireSlots(String master, int realTimePartitions, int others) {
        Matcher local = LOCAL.matcher(master);
        if (!local.matches()) {
            return;
        }
        int slots = slots(local.group(1));
        int needed = realTimePartitions + others;
        if (slots < needed) {
            throw new UsageException(
                    "--master",
                    master,
                    realTimePartitions + " partitions in real time and the other queries need " + needed
                            + " slots: local[" + needed + "] or more is expected (threads, not cores)");
        }
    }

    private static int slots(String number) {
        if (number == null) {
            return 1;
        }
        return number.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(number);
    }
}
