package videolab.source.capture;

import java.nio.file.Path;
import java.time.Instant;
import videolab.contract.FrameTruth;

/**
 * One picture of a camera, ready to be sent.
 *
 * @param id unique per camera: {@code <source start, epoch ms>-<sequence>}
 * @param capturedAt when the picture was taken, read or drawn
 * @param picture the encoded bytes, owned by the frame
 * @param contentType of the bytes, such as {@code image/jpeg}
 * @param file the name of the file that it comes from; null if there is none
 * @param truth what it really shows; null unless it was drawn
 */
public record CapturedFrame(
        String id, Instant capturedAt, byte[] picture, String contentType, String file, FrameTruth truth) {

    static final String JPEG = "image/jpeg";

    /** A frame that comes from no file. */
    public CapturedFrame(String id, Instant capturedAt, byte[] picture, String contentType, FrameTruth truth) {
        this(id, capturedAt, picture, contentType, null, truth);
    }

    static CapturedFrame ofJpeg(String id, byte[] jpeg) {
        return new CapturedFrame(id, Instant.now(), jpeg, JPEG, null);
    }

    static CapturedFrame ofFile(String id, byte[] jpeg, Path file) {
        return new CapturedFrame(
                id, Instant.now(), jpeg, JPEG, file.getFileName().toString(), null);
    }
}
