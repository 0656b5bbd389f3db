package videolab.processor.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import videolab.cli.KafkaSettings;

/** A topic as rows that {@link KafkaRecord#of} reads, from its oldest record on. */
public final class KafkaSource {

    private KafkaSource() {}

    /** What comes, as fast as it comes; real-time mode accepts no limit. */
    public static Dataset<Row> stream(SparkSession spark, KafkaSettings kafka, String topic) {
        return KafkaRecord.columns(spark.readStream()
                .format("kafka")
                .options(options(kafka, topic))
                .option("startingOffsets", "earliest")
                .load());
    }

    /** @param mostPerTrigger records a micro-batch takes at most, at least one */
    public static Dataset<Row> stream(SparkSession spark, KafkaSettings kafka, String topic, long mostPerTrigger) {
        return KafkaRecord.columns(spark.readStream()
                .format("kafka")
                .options(options(kafka, topic))
                .option("startingOffsets", "earliest")
                .option("maxOffsetsPerTrigger", mostPerTrigger)
                .load());
    }

    /** What is there. */
    public static Dataset<Row> batch(SparkSession spark, KafkaSettings kafka, String topic) {
        return KafkaRecord.columns(
                spark.read().format("kafka").options(options(kafka, topic)).load());
    }

    private static Map<String, String> options(KafkaSettings kafka, String topic) {
        Map<String, String> options = new HashMap<>(kafka.sparkSource());
        options.put("subscribe", topic);
        options.put("includeHeaders", "true");
        // Records live for minutes or hours: what the broker has deleted is counted where it matters, not an error.
        options.put("failOnDataLoss", "false");
        return options;
    }
}
