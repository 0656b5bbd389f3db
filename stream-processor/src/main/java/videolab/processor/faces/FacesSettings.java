package videolab.processor.faces;

import java.util.Optional;
import videolab.cli.KafkaSettings;
import videolab.processor.faces.crops.CropStoreSettings;
import videolab.processor.spark.QueryTrigger;

/**
 * A run of the faces pipeline.
 *
 * @param kafka how to reach Kafka
 * @param framesTopic the topic to read
 * @param checkpoint folder of the queries' checkpoints, any Hadoop filesystem
 * @param crops where face crops are stored; empty leaves them on their topic
 */
public record FacesSettings(
        KafkaSettings kafka,
        String framesTopic,
        QueryTrigger trigger,
        String checkpoint,
        AnalyzerSettings analyzer,
        Optional<CropStoreSettings> crops) {

    public FacesSettings {
        if (analyzer.aggregateOnly() && crops.isPresent()) {
            throw new IllegalArgumentException("aggregates have no crops that could be stored");
        }
    }
}
