package videolab.processor.faces;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import videolab.contract.FrameHeaders;
import videolab.contract.Limits;
import videolab.processor.vision.RejectedFrameException;

/**
 * Who took a frame, which one it is, and when: from the lab's headers, or made up for a foreign producer that sends none.
 *
 * @param capturedAt never in the future
 * @param age against the later of capture and the broker's timestamp, so that a source's slow clock makes nothing stale
 * @param clockAhead whether the source's capture time was in the future and had to be replaced
 * @param foreign whether the producer sent none of the lab's headers
 */
record FrameIdentity(
        String camera, String frame, Instant capturedAt, Duration age, boolean clockAhead, boolean foreign) {

    private static final String CAMERA_WITHOUT_KEY = "camera-0";

    /** @throws RejectedFrameException when a key or header is not of its type */
    static FrameIdentity of(FrameRecord record, Instant now) {
        FrameHeaders headers;
        try {
            headers = FrameHeaders.parse(record.headers()::get);
        } catch (IllegalArgumentException e) {
            throw new RejectedFrameException(e.getMessage());
        }
        Instant sent = record.timestamp().isAfter(now) ? now : record.timestamp();
        Instant claimed = headers.capturedAt() == null ? sent : headers.capturedAt();
        boolean ahead = claimed.isAfter(now);
        Instant capturedAt = ahead ? sent : claimed;
        Instant newest = capturedAt.isAfter(sent) ? capturedAt : sent;
        return new FrameIdentity(
                camera(record.key()),
                headers.frameId() == null ? record.partition() + "-" + record.offset() : headers.frameId(),
                capturedAt,
                Duration.between(newest, now),
                ahead,
                headers.frameId() == null && headers.capturedAt() == null && headers.contentType() == null);
    }

    private static String camera(byte[] key) {
        if (key == null || key.length == 0) {
            return CAMERA_WITHOUT_KEY;
        }
        try {
            String camera = UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
            if (!camera.isBlank() && camera.length() <= Limits.ID_CHARACTERS) {
                return camera;
            }
        } catch (CharacterCodingException e) {
            // The one message below serves every way of being wrong.
        }
        throw new RejectedFrameException("the key is no camera id of 1.." + Limits.ID_CHARACTERS + " UTF-8 characters");
    }
}
