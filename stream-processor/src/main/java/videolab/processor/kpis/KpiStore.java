package videolab.processor.kpis;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import videolab.cli.FullDisk;
import videolab.cli.UsageException;
import videolab.processor.spark.files.LocalRoot;

/**
 * Writes the rows of a batch, first to files, then to Kafka, so that whoever sees a row finds it in the files too.
 *
 * <pre>
 * &lt;root&gt;/table=&lt;name&gt;/date=&lt;YYYY-MM-DD&gt;/hour=&lt;HH&gt;/batch=&lt;query&gt;-&lt;id&gt;.parquet
 * &lt;root&gt;/json/table=&lt;name&gt;/…/batch=&lt;query&gt;-&lt;id&gt;.json
 * </pre>
 *
 * A file appears whole, by rename. The path follows from the query's id, which its checkpoint keeps, and the batch's number,
 * so a batch that is replayed after a crash overwrites its own files, and those alone: Spark's file sink would show its rows
 * twice to readers that do not know its log.
 */
public final class KpiStore {

    private static final String INSTANTS = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'";
    private static final Map<String, String> JSON =
            Map.of("timestampFormat", INSTANTS, "ignoreNullFields", "false", "timeZone", "UTC");

    private final SparkSession spark;
    private final KpiStoreSettings settings;

    private KpiStore(SparkSession spark, KpiStoreSettings settings) {
        this.spark = spark;
        this.settings = settings;
    }

    /** @throws UsageException when the root is on no filesystem that Hadoop knows here, or cannot be written */
    public static KpiStore open(SparkSession spark, KpiStoreSettings settings) {
        KpiStore store = new KpiStore(spark, settings);
        settings.root().ifPresent(root -> {
            LocalRoot.requireOwn("--root", root, List.of());
            FullDisk.watch("--root", root);
            try {
                Path path = new Path(root);
                // A local filesystem reports a refusal by its return value alone.
                if (!store.files(path).mkdirs(partial(path))) {
                    throw new IOException("it cannot be written to");
                }
            } catch (IOException
                    | RuntimeException e) { // Hadoop throws both for a scheme or path that it does not know
                throw new UsageException(
                        "--root",
                        root,
                        "a folder that can be written is expected, or hdfs://host:port/folder: " + e.getMessage());
            }
        });
        return store;
    }

    /** Writes all tables; a second call with the same number replaces the files of the first. */
    public void write(long batch, List<KpiTable> tables) throws IOException {
        write(batch, 0, tables);
    }

    /** The same of a batch that is written in pieces, with files for each. */
    public void write(long batch, int piece, List<KpiTable> tables) throws IOException {
        String name = nameOf(batch) + (piece == 0 ? "" : "-" + piece);
        for (KpiTable table : tables) {
            if (settings.root().isPresent()) {
                for (FileFormat format : settings.formats()) {
                    writeFiles(name, table, format);
                }
            }
        }
        tables.stream().map(KpiStore::messages).reduce(Dataset::union).ifPresent(messages -> messages.write()
                .format("kafka")
                .options(settings.kafka().sparkSink(Map.of()))
                .option("topic", settings.topic())
                .save());
    }

    private void writeFiles(String batch, KpiTable table, FileFormat format) throws IOException {
        Path root = new Path(settings.root().orElseThrow());
        FileSystem files = files(root);
        // Readers take a folder for one format.
        Path tables = format == FileFormat.JSON ? new Path(root, "json") : root;
        String name = batch + "." + format.extension();
        Path partial = new Path(partial(root), table.name() + "-" + name);
        try {
            table.rows()
                    .drop("table")
                    .withColumn("date", date_format(col(table.instant()), "yyyy-MM-dd"))
                    .withColumn("hour", date_format(col(table.instant()), "HH"))
                    .coalesce(1)
                    .write()
                    .mode(SaveMode.Overwrite)
                    .options(JSON)
                    .partitionBy("date", "hour")
                    .format(format.extension())
                    .save(partial.toString());
            for (Path file : parts(files, partial)) {
                Path hour = file.getParent();
                Path folder = new Path(
                        new Path(tables, "table=" + table.name()),
                        hour.getParent().getName() + "/" + hour.getName());
                files.mkdirs(folder);
                Path target = new Path(folder, "batch=" + name);
                files.delete(target, false);
                if (!files.rename(file, target)) {
                    throw new IOException(file + " could not be renamed to " + target);
                }
            }
        } finally {
            files.delete(partial, true);
        }
    }

    /** Numbers begin again with a new checkpoint. Outside a query there is none, and a batch is all there is. */
    private String nameOf(long batch) {
        String query = spark.sparkContext().getLocalProperty("sql.streaming.queryId");
        return query == null ? String.valueOf(batch) : query.substring(0, 8) + "-" + batch;
    }

    /** Readers of data lakes leave out what begins with an underscore. */
    private static Path partial(Path root) {
        return new Path(root, "_partial");
    }

    /** The files that Spark wrote below {@code date=…/hour=…}. Not by a pattern: the root's own name may hold its characters. */
    private static List<Path> parts(FileSystem files, Path folder) throws IOException {
        List<Path> parts = List.of(folder);
        for (String name : List.of("date=", "hour=", "part-")) {
            List<Path> deeper = new ArrayList<>();
            for (Path parent : parts) {
                for (FileStatus child :
                        files.listStatus(parent, path -> path.getName().startsWith(name))) {
                    deeper.add(child.getPath());
                }
            }
            parts = deeper;
        }
        return parts;
    }

    private static Dataset<Row> messages(KpiTable table) {
        Column[] key = table.key().stream().map(KpiStore::text).toArray(Column[]::new);
        return table.rows()
                .select(
                        concat_ws("|", key).cast(DataTypes.BinaryType).as("key"),
                        to_json(struct(col("*")), JSON)
                                .cast(DataTypes.BinaryType)
                                .as("value"));
    }

    private static Column text(String column) {
        // A null would leave the bar out, and make two keys one.
        return column.equals("window_start")
                ? date_format(col(column), INSTANTS)
                : coalesce(col(column).cast(DataTypes.StringType), lit("unknown"));
    }

    private FileSystem files(Path path) throws IOException {
        return path.getFileSystem(spark.sessionState().newHadoopConf());
    }
}
