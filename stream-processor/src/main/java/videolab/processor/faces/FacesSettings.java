package videolab.processor.faces;

import java.util.List;
import java.util.function.ToIntFunction;
import videolab.cli.KafkaSettings;
import videolab.contract.Topic;
import videolab.processor.spark.FollowUpQuery;
import videolab.processor.spark.QueryTrigger;

/**
 * A run of the faces pipeline.
 *
 * @param kafka how to reach Kafka
 * @param framesTopic the topic to read
 * @param checkpoint folder of the queries' checkpoints, any Hadoop filesystem
 * @param analyzer how frames are analyzed; {@code output} decides whether faces are cut out
 */
public record FacesSettings(
        KafkaSettings kafka,
        String framesTopic,
        QueryTrigger trigger,
        String checkpoint,
        AnalyzerSettings analyzer,
        FaceOutput output) {

    public FacesSettings {
        analyzer = analyzer.withCrops(output.crops());
    }

    List<FollowUpQuery> followUps() {
        return output.followUps(kafka, checkpoint);
    }

    /**
     * How many slots the follow-up queries need.
     *
     * @param partitions the number of partitions that a topic has
     */
    int followUpSlots(ToIntFunction<Topic> partitions) {
        return followUps().stream().mapToInt(query -> query.slots(partitions)).sum();
    }
}
