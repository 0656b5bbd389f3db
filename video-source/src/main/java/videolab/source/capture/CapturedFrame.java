package videolab.source.capture;

import java.time.Instant;
import videolab.contract.FrameTruth;

/**
 * One picture of a camera, ready to be sent.
 *
 * @param id unique per camera: {@code <source start, epoch ms>-<sequence>}
 * @param capturedAt when the picture was taken, read or drawn
 * @param picture the encoded bytes, owned by the frame
 * @param contentType of the bytes, such as {@code image/jpeg}
 * @param truth what it really shows; null unless it was drawn
 */
public record CapturedFrame(String id, Instant capturedAt, byte[] picture, String contentType, FrameTruth truth) {

    static final String JPEG = "image/jpeg";

    static CapturedFrame ofJpeg(String id, byte[] jpeg) {
        return new CapturedFrame(id, Instant.now(), jpeg, JPEG, null);
    }
}
