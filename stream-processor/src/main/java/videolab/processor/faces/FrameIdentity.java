package videolab.processor.faces;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import videolab.contract.CameraId;
import videolab.contract.CaptureTime;
import videolab.contract.FrameHeaders;

/**
 * Which camera took a frame, which frame it is, and when it was taken: from the lab's headers, else from the payload, else
 * from the record's place and time. No key and no header makes a frame unusable.
 *
 * @param capturedAt never in the future
 * @param sentAt the record's timestamp, never in the future
 * @param waited since the later of capture and the broker's timestamp, so that a source's slow clock makes nothing stale
 * @param keep whether the frame is analyzed however old it is
 * @param clockAhead whether the capture time was in the future and was replaced by the broker's
 * @param unreadable headers that are not of their type, and the payload's timestamp if it is not a time
 */
public record FrameIdentity(
        String camera,
        String frame,
        Instant capturedAt,
        Instant sentAt,
        Duration waited,
        boolean keep,
        boolean clockAhead,
        int unreadable) {

    /** @param payload null where it is unusable */
    static FrameIdentity of(FrameRecord record, FramePayload payload, Instant now) {
        List<String> unreadable = new ArrayList<>();
        FrameHeaders headers = FrameHeaders.parse(record.headers()::get, unreadable::add);
        Instant sent = record.timestamp().isAfter(now) ? now : record.timestamp();
        Instant claimed = Optional.ofNullable(headers.capturedAt())
                .or(() -> stated(payload, unreadable))
                .orElse(sent);
        boolean ahead = claimed.isAfter(now);
        Instant capturedAt = ahead ? sent : claimed;
        Instant newest = capturedAt.isAfter(sent) ? capturedAt : sent;
        return new FrameIdentity(
                camera(record, payload),
                headers.frameId() == null ? record.partition() + "-" + record.offset() : headers.frameId(),
                capturedAt,
                sent,
                Duration.between(newest, now),
                headers.keep(),
                ahead,
                unreadable.size());
    }

    private static Optional<Instant> stated(FramePayload payload, List<String> unreadable) {
        if (payload == null || payload.timestamp() == null) {
            return Optional.empty();
        }
        Optional<Instant> stated = CaptureTime.parse(payload.timestamp());
        if (stated.isEmpty()) {
            unreadable.add("timestamp");
        }
        return stated;
    }

    private static String camera(FrameRecord record, FramePayload payload) {
        boolean keyed = record.key() != null && record.key().length > 0;
        return !keyed && payload != null && payload.camera() != null
                ? CameraId.of(payload.camera().getBytes(UTF_8))
                : CameraId.of(record.key());
    }
}
