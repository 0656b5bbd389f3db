package videolab.processor.faces;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static videolab.processor.faces.Records.NOW;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import videolab.processor.vision.RejectedFrameException;

class FrameIdentityTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aForeignFrameIsNamedByItsPlaceAndTimedByKafka() {
        assertThat(FrameIdentity.of(Records.bare(new byte[] {1}), NOW))
                .isEqualTo(new FrameIdentity("camera-0", "1-42", NOW, Duration.ZERO, false, true));
    }

    @Test
    void theLabsFrameIsNamedByItsHeaders() {
        FrameRecord record = Records.withHeaders(
                new byte[] {1},
                NOW,
                "frame-id",
                "1767323045000-17",
                "captured-at",
                String.valueOf(NOW.minus(SECOND).toEpochMilli()));

        FrameIdentity identity = FrameIdentity.of(record, NOW);

        assertThat(identity.camera()).isEqualTo("camera-7");
        assertThat(identity.frame()).isEqualTo("1767323045000-17");
        assertThat(identity.capturedAt()).isEqualTo(NOW.minus(SECOND));
        assertThat(identity.foreign()).isFalse();
    }

    @Test
    void ageCountsFromTheLaterOfCaptureAndKafkasTimestamp() {
        // A source whose clock is an hour slow sends fresh frames all the same.
        assertThat(FrameIdentity.of(Records.captured(NOW.minusSeconds(3600), NOW.minus(SECOND)), NOW)
                        .age())
                .isEqualTo(SECOND);
    }

    @Test
    void aCaptureInTheFutureIsReplacedByKafkasTimestamp() {
        FrameIdentity identity = FrameIdentity.of(Records.captured(NOW.plusSeconds(60), NOW.minus(SECOND)), NOW);

        assertThat(identity.clockAhead()).isTrue();
        assertThat(identity.capturedAt()).isEqualTo(NOW.minus(SECOND));
    }

    @Test
    void aKeyThatIsNoCameraIdIsRefused() {
        assertThatThrownBy(() -> FrameIdentity.of(Records.keyed(new byte[] {(byte) 0xC3, 0x28}), NOW))
                .isInstanceOf(RejectedFrameException.class)
                .hasMessageContaining("camera id");
        assertThatThrownBy(() -> FrameIdentity.of(Records.keyed("x".repeat(65).getBytes(UTF_8)), NOW))
                .hasMessageContaining("camera id");
    }

    @Test
    void anyTextIsACameraId() {
        assertThat(FrameIdentity.of(Records.keyed("../../etc/passwd".getBytes(UTF_8)), NOW)
                        .camera())
                .isEqualTo("../../etc/passwd");
    }

    @Test
    void aHeaderThatIsNotOfItsTypeIsRefused() {
        assertThatThrownBy(
                        () -> FrameIdentity.of(Records.withHeaders(new byte[0], NOW, "captured-at", "yesterday"), NOW))
                .isInstanceOf(RejectedFrameException.class)
                .hasMessageContaining("captured-at");
    }
}
