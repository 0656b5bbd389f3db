package videolab.processor.faces;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static videolab.processor.faces.Records.NOW;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FrameIdentityTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aForeignFrameIsNamedByItsPlaceAndTimedByKafka() {
        assertThat(of(Records.bare(new byte[] {1})))
                .isEqualTo(new FrameIdentity("camera-0", "1-42", NOW, NOW, Duration.ZERO, false, false, 0));
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

        FrameIdentity identity = of(record);

        assertThat(identity.camera()).isEqualTo("camera-7");
        assertThat(identity.frame()).isEqualTo("1767323045000-17");
        assertThat(identity.capturedAt()).isEqualTo(NOW.minus(SECOND));
        assertThat(identity.unreadable()).isZero();
    }

    @Test
    void ageCountsFromTheLaterOfCaptureAndKafkasTimestamp() {
        // A source whose clock is an hour slow sends fresh frames all the same.
        assertThat(of(Records.captured(NOW.minusSeconds(3600), NOW.minus(SECOND)))
                        .waited())
                .isEqualTo(SECOND);
    }

    @Test
    void aCaptureInTheFutureIsReplacedByKafkasTimestamp() {
        FrameIdentity identity = of(Records.captured(NOW.plusSeconds(60), NOW.minus(SECOND)));

        assertThat(identity.clockAhead()).isTrue();
        assertThat(identity.capturedAt()).isEqualTo(NOW.minus(SECOND));
    }

    @Test
    void everyKeyIsACamera() {
        assertThat(of(Records.keyed(new byte[] {0, 0, 0, 3})).camera()).isEqualTo("00000003");
        assertThat(of(Records.keyed("../../etc/passwd".getBytes(UTF_8))).camera())
                .isEqualTo("../../etc/passwd");
    }

    @Test
    void anUnreadableHeaderIsReplacedAndCounted() {
        FrameIdentity identity =
                of(Records.withHeaders(new byte[0], NOW, "captured-at", "yesterday", "frame-id", "", "keep", "?"));

        assertThat(identity.capturedAt()).isEqualTo(NOW);
        assertThat(identity.frame()).isEqualTo("1-42");
        assertThat(identity.keep()).isFalse();
        assertThat(identity.unreadable()).isEqualTo(3);
    }

    @Test
    void aPayloadMayNameCameraAndTime() {
        FramePayload payload = new FramePayload(new byte[1], null, "vid-01", "1767323040");

        FrameIdentity identity = FrameIdentity.of(Records.bare(new byte[1]), payload, NOW);
        assertThat(identity.camera()).isEqualTo("vid-01");
        assertThat(identity.capturedAt()).isEqualTo(Instant.ofEpochSecond(1_767_323_040));

        FrameRecord keyed = Records.captured(NOW.minus(SECOND), NOW);
        assertThat(FrameIdentity.of(keyed, payload, NOW).camera()).isEqualTo("camera-7");
        assertThat(FrameIdentity.of(keyed, payload, NOW).capturedAt()).isEqualTo(NOW.minus(SECOND));
    }

    @Test
    void aPayloadsTimestampThatIsNotATimeIsCounted() {
        FramePayload payload = new FramePayload(new byte[1], null, null, "noon");

        FrameIdentity identity = FrameIdentity.of(Records.bare(new byte[1]), payload, NOW);
        assertThat(identity.capturedAt()).isEqualTo(NOW);
        assertThat(identity.unreadable()).isEqualTo(1);
    }

    private static FrameIdentity of(FrameRecord record) {
        return FrameIdentity.of(record, null, NOW);
    }
}
