import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import videolab.cli.Broker;
import videolab.cli.KafkaSettings;
import videolab.processor.audience.AudiencePipeline;
import videolab.processor.audience.AudienceTables;
import videolab.processor.audience.ReadSettings;
import videolab.processor.audience.sessions.SessionRules;
import videolab.processor.audience.viewers.ViewerSalt;
import videolab.processor.kafka.KafkaSource;
import videolab.processor.spark.LabSpark;

/** Player events from a topic of its own name; the KPIs of each closed window to the terminal. */
public class OwnSparkProgram {

    public static void main(String[] args) throws Exception {
        KafkaSettings kafka = KafkaSettings.at(args[0]);
        new Broker(kafka).require(args[1], "rejected-events");
        SessionRules rules = new SessionRules(Duration.ofSeconds(30), Duration.ofSeconds(45), Duration.ofSeconds(30));
        String salt = HexFormat.of().formatHex(ViewerSalt.readOrCreate(Path.of("viewer-salt")));
        SparkSession spark = LabSpark.open("own program", "local[*]", false);
        Dataset<Row> records = KafkaSource.stream(spark, kafka, args[1]);
        VoidFunction2<Dataset<Row>, Long> show = (rows, batch) ->
                AudienceTables.windows(rows, rules.window()).forEach(table -> table.rows().show());
        ReadSettings reading = new ReadSettings(kafka, null, salt, false);
        AudiencePipeline.rows(records, rules, reading).writeStream().foreachBatch(show).start().awaitTermination();
    }
}
