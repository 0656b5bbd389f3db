package videolab.embedded.audience;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import videolab.contract.Json;

/** Reads back what the pipeline wrote, as its readers do. */
public final class KpiOutputs {

    private static final Map<String, String> AS_ON_KAFKA =
            Map.of("timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", "ignoreNullFields", "false", "timeZone", "UTC");
    private static final Duration POLL = Duration.ofMillis(200);

    private KpiOutputs() {}

    /** The rows on a topic; the last one of a key counts. */
    public static KpiRows ofTopic(String bootstrap, String topic) {
        KpiRows rows = new KpiRows();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                    ObjectNode row = Json.read(message.value(), ObjectNode.class);
                    rows.add(row.remove("table").asText(), row);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a row on " + topic + " is not JSON", e);
        }
        return rows;
    }

    /** The rows in Parquet files. */
    public static KpiRows ofFiles(SparkSession spark, Path root) {
        KpiRows rows = new KpiRows();
        try (Stream<Path> tables = Files.list(root)) {
            for (Path folder : tables.toList()) {
                String name = folder.getFileName().toString();
                if (!name.startsWith("table=")) {
                    continue;
                }
                List<String> lines = spark.read()
                        .parquet(folder.toString())
                        .drop("date", "hour")
                        .select(to_json(struct(col("*")), AS_ON_KAFKA))
                        .as(Encoders.STRING())
                        .collectAsList();
                for (String line : lines) {
                    rows.add(name.substring("table=".length()), Json.mapper().readTree(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the KPI files cannot be read: " + e.getMessage(), e);
        }
        return rows;
    }
}
