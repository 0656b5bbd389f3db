package videolab.processor.cdn;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.unix_millis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import videolab.cli.FailedException;
import videolab.cli.UsageException;
import videolab.contract.EventHeaders;
import videolab.processor.cdn.formats.CloudFrontColumns;
import videolab.processor.cdn.formats.LogFormat;
import videolab.processor.kafka.KafkaRecord;

/**
 * Log files as the topic would hold them: a record for each row of a Parquet file, and for each other file, which is read
 * whole.
 *
 * @param parquet paths of Parquet files of CloudFront's standard logs
 * @param others paths of plain and gzip files
 */
public record LogFiles(List<String> parquet, List<String> others) {

    /** A file is one value in memory. */
    private static final long LARGEST = 128L * 1024 * 1024;

    private static final byte[] PARQUET = "PAR1".getBytes(US_ASCII);

    public LogFiles {
        parquet = List.copyOf(parquet);
        others = List.copyOf(others);
    }

    /**
     * Finds the files; those whose name, or a folder's below the input, begins with a dot or an underscore are left alone.
     *
     * @param input file or folder of any Hadoop filesystem
     * @throws UsageException where there is none
     */
    static LogFiles of(String input) {
        List<String> parquet = new ArrayList<>();
        List<String> others = new ArrayList<>();
        try {
            Path root = new Path(input);
            FileSystem files = root.getFileSystem(new Configuration());
            if (!files.exists(root)) {
                throw new UsageException("--input", input, "a file or folder of logs is expected: it does not exist");
            }
            String base = files.makeQualified(root).toUri().getPath();
            RemoteIterator<LocatedFileStatus> all = files.listFiles(root, true);
            while (all.hasNext()) {
                LocatedFileStatus file = all.next();
                String below = file.getPath().toUri().getPath().substring(base.length());
                if (below.contains("/.") || below.contains("/_")) {
                    continue;
                }
                String path = file.getPath().toString();
                if (isParquet(files, file.getPath())) {
                    parquet.add(path);
                } else if (file.getLen() > LARGEST) {
                    throw new UsageException(
                            "--input",
                            input,
                            "files up to " + LARGEST / 1024 / 1024 + " MiB are expected unless they are Parquet; "
                                    + "./lab source logs sends larger ones: " + path);
                } else {
                    others.add(path);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(
                    "--input",
                    input,
                    "a readable file or folder is expected: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        if (parquet.isEmpty() && others.isEmpty()) {
            throw new UsageException("--input", input, "a folder with log files is expected: it holds none");
        }
        return new LogFiles(parquet, others);
    }

    private static boolean isParquet(FileSystem files, Path path) throws IOException {
        try (FSDataInputStream in = files.open(path)) {
            return Arrays.equals(in.readNBytes(PARQUET.length), PARQUET);
        }
    }

    /**
     * Rows that {@link KafkaRecord#of} reads; the topic is the file.
     *
     * @throws FailedException for a Parquet file without the columns of a request
     */
    Dataset<Row> rows(SparkSession spark) {
        Dataset<Row> rows = null;
        for (String each : parquet) {
            // One by one: the files of a folder may have different columns.
            Dataset<Row> more = parquetRows(spark, each);
            rows = rows == null ? more : rows.union(more);
        }
        if (!others.isEmpty()) {
            Dataset<Row> whole = spark.read().format("binaryFile").load(others.toArray(String[]::new));
            Dataset<Row> more = records(whole, col("path"), col("content"), "");
            rows = rows == null ? more : rows.union(more);
        }
        return rows;
    }

    private static Dataset<Row> parquetRows(SparkSession spark, String path) {
        Dataset<Row> table;
        try {
            table = spark.read().parquet(path);
        } catch (RuntimeException e) {
            throw new FailedException("file '" + path + "' is not a readable Parquet file", e);
        }
        Map<String, Column> fields = new LinkedHashMap<>();
        for (StructField column : table.schema().fields()) {
            String field = CloudFrontColumns.fieldOf(column.name());
            Column value = col("`" + column.name().replace("`", "``") + "`");
            if (field != null && column.dataType().equals(DataTypes.TimestampType)) {
                fields.put("timestamp(ms)", unix_millis(value).cast("string"));
            } else if (field != null) {
                fields.put(field, value.cast("string"));
            }
        }
        if (!CloudFrontColumns.suffice(fields.keySet())) {
            throw new FailedException("file '" + path + "' has no columns date and time (or timestamp) and sc_status:"
                    + " a Parquet file of CloudFront's standard logs is expected");
        }
        Column line = to_json(struct(fields.entrySet().stream()
                .map(each -> each.getValue().as(each.getKey()))
                .toArray(Column[]::new)));
        return records(table, input_file_name(), line.cast("binary"), LogFormat.CLOUDFRONT_STD.wireName());
    }

    /** @param format of all of them; empty where it is to be found */
    private static Dataset<Row> records(Dataset<Row> source, Column topic, Column value, String format) {
        Column header = struct(
                lit(EventHeaders.FORMAT).as("key"), lit(format.getBytes(UTF_8)).as("value"));
        Column headers = array(header);
        return KafkaRecord.columns(source.select(
                topic.as("topic"),
                lit(0).as("partition"),
                monotonically_increasing_id().as("offset"),
                lit(null).cast("binary").as("key"),
                value.as("value"),
                (format.isEmpty() ? lit(null).cast("array<struct<key:string,value:binary>>") : headers).as("headers"),
                current_timestamp().as("timestamp")));
    }
}
