package videolab.processor.faces.crops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.KafkaSettings;
import videolab.contract.Topic;
import videolab.contract.Topics;
import videolab.processor.kafka.KafkaRecord;
import videolab.processor.kafka.KafkaSource;
import videolab.processor.spark.FollowUpQuery;
import videolab.processor.spark.PerJvm;

/**
 * Stores face crops. This is a query of its own, so that a slow or absent filesystem delays files and not faces.
 *
 * <pre>
 * face-crops ─▶ &lt;root&gt;/faces/date=…/camera=…/&lt;frame&gt;-&lt;face&gt;.jpg, &lt;root&gt;/latest/&lt;camera&gt;/face.jpg
 * </pre>
 */
public final class CropPipeline implements FollowUpQuery {

    private static final Logger LOG = LoggerFactory.getLogger(CropPipeline.class);
    private static final Trigger EVERY_TWO_SECONDS = Trigger.ProcessingTime(2_000);

    private final KafkaSettings kafka;
    private final String checkpoint;
    private final CropStoreSettings store;

    public CropPipeline(KafkaSettings kafka, String checkpoint, CropStoreSettings store) {
        this.kafka = kafka;
        this.checkpoint = checkpoint;
        this.store = store;
    }

    @Override
    public String name() {
        return "crops";
    }

    @Override
    public List<Topic> topics() {
        return List.of(Topics.FACE_CROPS);
    }

    @Override
    public StreamingQuery start(SparkSession spark) throws TimeoutException {
        return start(spark, EVERY_TWO_SECONDS);
    }

    @Override
    public StreamingQuery drain(SparkSession spark) throws TimeoutException {
        return start(spark, Trigger.AvailableNow());
    }

    private StreamingQuery start(SparkSession spark, Trigger trigger) throws TimeoutException {
        return KafkaSource.stream(spark, kafka, Topics.FACE_CROPS.name())
                .writeStream()
                .queryName(name())
                .foreach(new StoreCrop(store))
                .option("checkpointLocation", checkpoint + "/" + name())
                .trigger(trigger)
                .start();
    }

    private static void hasNothingToClose(CropStore store) {
        // A FileContext shares its filesystem with the rest of the JVM.
    }

    /** Runs on Spark's executors; one store per JVM. */
    static final class StoreCrop extends ForeachWriter<Row> {

        private static final PerJvm<CropStoreSettings, CropStore> STORES =
                new PerJvm<>(CropStore::open, CropPipeline::hasNothingToClose);

        private final CropStoreSettings settings;

        StoreCrop(CropStoreSettings settings) {
            this.settings = settings;
        }

        @Override
        public boolean open(long partition, long batch) {
            return true;
        }

        @Override
        public void process(Row row) {
            FaceCropRecord crop;
            try {
                crop = crop(row);
            } catch (IllegalArgumentException e) {
                LOG.warn(
                        "skipped a record of {} that is not a face crop: {}", Topics.FACE_CROPS.name(), e.getMessage());
                return;
            }
            try {
                // Apart from the parsing above: Hadoop refuses a path with the same exception, and that is retried.
                STORES.get(settings).store(crop);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static FaceCropRecord crop(Row row) {
            KafkaRecord record = KafkaRecord.of(row);
            return FaceCropRecord.parse(record.key(), record.value(), record.headers());
        }

        @Override
        public void close(Throwable error) {
            // Each file is closed when it is written.
        }
    }
}
