package videolab.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The headers of a frame on {@link Topics#FRAMES}. Each may be absent (null): foreign producers send none.
 *
 * @param frameId unique per camera, 1..64 characters: {@code <source start, epoch ms>-<sequence>}
 * @param capturedAt when the source took the picture, by the source's clock
 * @param contentType such as {@code image/jpeg}; the bytes decide what the picture is
 * @param keep whether the frame is analyzed however old it is
 */
public record FrameHeaders(String frameId, Instant capturedAt, String contentType, boolean keep) {

    public static final String FRAME_ID = "frame-id";
    public static final String CAPTURED_AT = "captured-at";
    public static final String CONTENT_TYPE = "content-type";
    public static final String KEEP = "keep";

    /** The name of the file that the frame comes from, for people; only on frames of a file, in UTF-8. */
    public static final String FILE = "file";

    private static final String YES = "1";
    private static final String NO = "0";

    /** Headers of a live frame, which may be skipped when it is stale. */
    public FrameHeaders(String frameId, Instant capturedAt, String contentType) {
        this(frameId, capturedAt, contentType, false);
    }

    /** @param header takes each header's name and bytes, such as {@code record.headers()::add} */
    public void write(BiConsumer<String, byte[]> header) {
        header.accept(FRAME_ID, frameId.getBytes(UTF_8));
        header.accept(CAPTURED_AT, String.valueOf(capturedAt.toEpochMilli()).getBytes(UTF_8));
        header.accept(CONTENT_TYPE, contentType.getBytes(UTF_8));
        if (keep) {
            header.accept(KEEP, YES.getBytes(UTF_8));
        }
    }

    /**
     * Reads the headers of a record. One that is not of its type counts as absent.
     *
     * @param lookup a header's bytes by its name, null where the record has none
     * @param unreadable takes the name of each header that is not of its type
     */
    public static FrameHeaders parse(Function<String, byte[]> lookup, Consumer<String> unreadable) {
        Reader reader = new Reader(lookup, unreadable);
        return new FrameHeaders(
                reader.header(FRAME_ID, FrameHeaders::text),
                reader.header(CAPTURED_AT, CaptureTime::parse),
                reader.header(CONTENT_TYPE, FrameHeaders::text),
                Boolean.TRUE.equals(reader.header(KEEP, FrameHeaders::flag)));
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            boolean plain = Limits.isId(text) && text.chars().noneMatch(Character::isISOControl);
            return plain ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Optional<Boolean> flag(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        return text.equals(YES) || text.equals(NO) ? Optional.of(text.equals(YES)) : Optional.empty();
    }

    private record Reader(Function<String, byte[]> lookup, Consumer<String> unreadable) {

        /** Null where the header is absent or not of its type. */
        <T> T header(String name, Function<byte[], Optional<T>> parser) {
            byte[] bytes = lookup.apply(name);
            if (bytes == null) {
                return null;
            }
            Optional<T> value = parser.apply(bytes);
            if (value.isEmpty()) {
                unreadable.accept(name);
            }
            return value.orElse(null);
        }
    }
}
