package videolab.source.publish;

import java.util.function.Consumer;
import videolab.cli.KafkaSettings;
import videolab.contract.FrameTruth;
import videolab.contract.Topics;

/**
 * Where frames go, and how.
 *
 * @param kafka how to reach Kafka
 * @param topic that takes the frames; it has to exist
 * @param whenSlow what to do when Kafka is slower than the cameras
 * @param framesPerCamera after so many a camera ends
 * @param truth receives what a drawn frame shows, just before the frame is sent; called by one thread per camera
 */
public record PublisherSettings(
        KafkaSettings kafka, String topic, WhenSlow whenSlow, long framesPerCamera, Consumer<FrameTruth> truth) {

    /** Endless, dropping the oldest, to the lab's frame topic. */
    public static PublisherSettings to(KafkaSettings kafka) {
        return new PublisherSettings(kafka, Topics.FRAMES.name(), WhenSlow.DROP_OLDEST, Long.MAX_VALUE, truth -> {});
    }

    public PublisherSettings with(Consumer<FrameTruth> newTruth) {
        return new PublisherSettings(kafka, topic, whenSlow, framesPerCamera, newTruth);
    }
}
