package videolab.processor.faces;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import videolab.cli.KafkaSettings;
import videolab.contract.Topic;
import videolab.contract.Topics;
import videolab.processor.faces.crops.CropPipeline;
import videolab.processor.faces.crops.CropStoreSettings;
import videolab.processor.faces.minutes.MinutePipeline;
import videolab.processor.spark.FollowUpQuery;

/** What a run writes about the faces it finds. */
public sealed interface FaceOutput {

    /** All topics that the run writes; the first is the one for readers. */
    List<Topic> topics();

    /** Whether faces are cut out as pictures. */
    boolean crops();

    /** Turns outcomes into rows. */
    OutcomeRows rows();

    /** The queries that work on what the rows bring. */
    List<FollowUpQuery> followUps(KafkaSettings kafka, String checkpoint);

    /** Turns the outcome of a frame into rows of {@link OutgoingRows#SCHEMA}. Travels to Spark's executors. */
    @FunctionalInterface
    interface OutcomeRows extends Serializable {
        Iterator<Row> of(FrameOutcome outcome);
    }

    /**
     * Every face with its box, its expression and its picture.
     *
     * @param store where the pictures are stored; empty leaves them on their topic
     */
    record Full(Optional<CropStoreSettings> store) implements FaceOutput {

        @Override
        public List<Topic> topics() {
            return List.of(Topics.RESULTS, Topics.FACE_CROPS, Topics.REJECTED_FRAMES);
        }

        @Override
        public boolean crops() {
            return true;
        }

        @Override
        public OutcomeRows rows() {
            return OutgoingRows::of;
        }

        @Override
        public List<FollowUpQuery> followUps(KafkaSettings kafka, String checkpoint) {
            return store.<FollowUpQuery>map(settings -> new CropPipeline(kafka, checkpoint, settings)).stream()
                    .toList();
        }
    }

    /** How many faces there were, and nothing about a single face: {@code --aggregate-only}. */
    record AggregatesOnly() implements FaceOutput {

        @Override
        public List<Topic> topics() {
            return List.of(Topics.FACE_MINUTES, Topics.FACE_COUNTS, Topics.REJECTED_FRAMES);
        }

        @Override
        public boolean crops() {
            return false;
        }

        @Override
        public OutcomeRows rows() {
            return OutgoingRows::aggregatesOf;
        }

        @Override
        public List<FollowUpQuery> followUps(KafkaSettings kafka, String checkpoint) {
            return List.of(new MinutePipeline(kafka, checkpoint));
        }
    }
}
