package videolab.processor.faces.crops;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Map;
import videolab.contract.CropHeaders;
import videolab.contract.FrameHeaders;
import videolab.contract.Limits;

/** A record of the crops topic with key and headers parsed to their types. */
record FaceCropRecord(String camera, String frame, int face, Instant capturedAt, byte[] jpeg) {

    /** The last millisecond of the year 9999. */
    private static final long LATEST_MS = 253_402_300_799_999L;

    /** @throws IllegalArgumentException with the fault, a phrase */
    static FaceCropRecord parse(byte[] key, byte[] value, Map<String, byte[]> headers) {
        FrameHeaders frame = FrameHeaders.parse(headers::get, unreadable -> {});
        if (key == null || value == null || frame.frameId() == null) {
            throw new IllegalArgumentException("the key, the value or a header is missing or unreadable");
        }
        String camera = new String(key, UTF_8);
        if (!Limits.isId(camera)) {
            throw new IllegalArgumentException(
                    "the key is not a camera id of 1.." + Limits.ID_CHARACTERS + " characters");
        }
        int face = (int) number(CropHeaders.FACE, headers, Integer.MAX_VALUE);
        // In milliseconds alone: the processor writes it, so that a camera's clock of 1970 stays what it is.
        Instant capturedAt = Instant.ofEpochMilli(number(CropHeaders.CAPTURED_AT, headers, LATEST_MS));
        return new FaceCropRecord(camera, frame.frameId(), face, capturedAt, value);
    }

    private static long number(String name, Map<String, byte[]> headers, long largest) {
        byte[] header = headers.get(name);
        try {
            long number = header == null ? -1 : Long.parseLong(new String(header, UTF_8));
            if (number >= 0 && number <= largest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // One sentence serves every fault.
        }
        throw new IllegalArgumentException("header " + name + " is not a number of 0.." + largest);
    }
}
