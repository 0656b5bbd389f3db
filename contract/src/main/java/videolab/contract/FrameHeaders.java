package videolab.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The headers of a frame on {@link Topics#FRAMES}. Each may be absent (null): foreign producers send none.
 *
 * @param frameId unique per camera, 1..64 characters: {@code <source start, epoch ms>-<sequence>}
 * @param capturedAt when the source took the picture, by the source's clock
 * @param contentType such as {@code image/jpeg}; what the bytes are is decided by the bytes
 */
public record FrameHeaders(String frameId, Instant capturedAt, String contentType) {

    public static final String FRAME_ID = "frame-id";
    public static final String CAPTURED_AT = "captured-at";
    public static final String CONTENT_TYPE = "content-type";

    /** Years 1970 to 9999: what an ISO-8601 instant of four year digits can say. */
    private static final long MAX_EPOCH_MS = 253_402_300_799_999L;

    /** @param header takes each header's name and bytes, such as {@code record.headers()::add} */
    public void write(BiConsumer<String, byte[]> header) {
        header.accept(FRAME_ID, frameId.getBytes(UTF_8));
        header.accept(CAPTURED_AT, String.valueOf(capturedAt.toEpochMilli()).getBytes(UTF_8));
        header.accept(CONTENT_TYPE, contentType.getBytes(UTF_8));
    }

    /**
     * Reads the headers of a record.
     *
     * @param lookup a header's bytes by its name, null where the record has none
     * @throws IllegalArgumentException with the header's name and what is accepted, where one is not of its type
     */
    public static FrameHeaders parse(Function<String, byte[]> lookup) {
        return new FrameHeaders(
                text(FRAME_ID, lookup.apply(FRAME_ID)),
                instant(CAPTURED_AT, lookup.apply(CAPTURED_AT)),
                text(CONTENT_TYPE, lookup.apply(CONTENT_TYPE)));
    }

    private static String text(String name, byte[] bytes) {
        if (bytes == null) {
            return null;
        }
        String text = decode(bytes);
        if (text == null || text.isBlank() || text.length() > Limits.ID_CHARACTERS || hasControls(text)) {
            throw new IllegalArgumentException(
                    "header " + name + " is not 1.." + Limits.ID_CHARACTERS + " characters of UTF-8");
        }
        return text;
    }

    private static Instant instant(String name, byte[] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            long epochMs = Long.parseLong(new String(bytes, UTF_8));
            if (epochMs >= 0 && epochMs <= MAX_EPOCH_MS) {
                return Instant.ofEpochMilli(epochMs);
            }
        } catch (NumberFormatException | DateTimeException e) {
            // Falls through to the one message for every way of being wrong.
        }
        throw new IllegalArgumentException("header " + name + " is not a number of milliseconds since 1970");
    }

    private static String decode(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
