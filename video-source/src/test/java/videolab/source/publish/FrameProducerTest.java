package videolab.source.publish;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import videolab.cli.KafkaSettings;
import videolab.contract.Topics;

class FrameProducerTest {

    @Test
    void whatMayNotBeDroppedWaitsForRoomAsLongAsForDelivery() {
        assertThat(FrameProducer.config(settings(WhenSlow.WAIT)))
                .containsEntry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 600_000)
                .containsEntry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 600_000L);
        assertThat(FrameProducer.config(settings(WhenSlow.DROP_OLDEST)))
                .containsEntry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000L);
    }

    private static PublisherSettings settings(WhenSlow whenSlow) {
        return new PublisherSettings(KafkaSettings.at(""), Topics.FRAMES.name(), whenSlow, Long.MAX_VALUE, truth -> {});
    }
}
