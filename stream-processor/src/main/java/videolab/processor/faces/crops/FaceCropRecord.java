package videolab.processor.faces.crops;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Map;
import videolab.contract.CropHeaders;
import videolab.contract.FrameHeaders;
import videolab.contract.Limits;

/** A record of the crops topic with key and headers parsed to their types. */
record FaceCropRecord(String camera, String frame, int face, Instant capturedAt, byte[] jpeg) {

    /** @throws IllegalArgumentException with the fault, a phrase */
    static FaceCropRecord parse(byte[] key, byte[] value, Map<String, byte[]> headers) {
        FrameHeaders frame = FrameHeaders.parse(headers::get);
        byte[] face = headers.get(CropHeaders.FACE);
        if (key == null || value == null || frame.frameId() == null || frame.capturedAt() == null || face == null) {
            throw new IllegalArgumentException("the key, the value or a header is missing");
        }
        String camera = new String(key, UTF_8);
        if (camera.isBlank() || camera.length() > Limits.ID_CHARACTERS) {
            throw new IllegalArgumentException(
                    "the key is not a camera id of 1.." + Limits.ID_CHARACTERS + " characters");
        }
        int index = Integer.parseInt(new String(face, UTF_8));
        if (index < 0) {
            throw new IllegalArgumentException("header " + CropHeaders.FACE + " is negative");
        }
        return new FaceCropRecord(camera, frame.frameId(), index, frame.capturedAt(), value);
    }
}
