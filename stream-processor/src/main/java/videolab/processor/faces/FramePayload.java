package videolab.processor.faces;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import videolab.contract.FrameHeaders;
import videolab.contract.Json;
import videolab.contract.PictureHeader;
import videolab.processor.vision.RejectedFrameException;

/**
 * The picture in a record's value, in the forms that producers use: an encoded picture or raw pixels, bare, behind the five
 * bytes of a schema registry's serializer, or in base64 in the JSON of the field's tutorials.
 *
 * @param bytes an encoded picture, or raw pixels row by row
 * @param raw the form of raw pixels; null for an encoded picture
 * @param camera as the JSON names it; null elsewhere
 * @param timestamp as the JSON writes it; null elsewhere
 */
record FramePayload(byte[] bytes, RawForm raw, String camera, String timestamp) {

    /** The size that the Cisco lab's source sends without headers. */
    private static final RawForm HEADERLESS = new RawForm(640, 480, 3);

    /** A zero and the four bytes of a schema's number. */
    private static final int REGISTRY_PREFIX_BYTES = 5;

    private static final Pattern TYPE_NAME = Pattern.compile("(?:cv2?\\.)?CV_(\\w+?)C(\\d)");
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final Pattern DATA_URI = Pattern.compile("^data:[^,]{0,100},");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final int MOST_CHANNELS = 4;
    private static final String ACCEPTED = "; accepted is {\"cameraId\": \"…\", \"timestamp\": …, \"rows\": 480,"
            + " \"cols\": 640, \"type\": 16, \"data\": \"<base64 of BGR pixels, or of a JPEG or PNG>\"}";

    /**
     * The form of raw pixels of eight bits a channel.
     *
     * @param channels 1 for gray, 3 for BGR, 4 for BGRA
     */
    record RawForm(int width, int height, int channels) {

        long bytes() {
            return (long) width * height * channels;
        }

        long pixels() {
            return (long) width * height;
        }
    }

    /**
     * Finds the picture. A value of no known form counts as an encoded picture: its decoder tells what is wrong with it.
     *
     * @throws RejectedFrameException when the value is empty, or JSON of another form
     */
    static FramePayload of(FrameRecord record) {
        byte[] value = record.value();
        if (value == null || value.length == 0) {
            throw new RejectedFrameException("empty value");
        }
        boolean headerless = Stream.of(FrameHeaders.FRAME_ID, FrameHeaders.CAPTURED_AT, FrameHeaders.CONTENT_TYPE)
                .allMatch(name -> record.headers().get(name) == null);
        FramePayload bare = bare(value, headerless);
        if (bare != null) {
            return bare;
        }
        if (value[0] == 0 && value.length > REGISTRY_PREFIX_BYTES) {
            FramePayload framed = bare(Arrays.copyOfRange(value, REGISTRY_PREFIX_BYTES, value.length), headerless);
            if (framed != null) {
                return framed;
            }
        }
        return new FramePayload(value, null, null, null);
    }

    /** Null where the bytes are of no known form. */
    private static FramePayload bare(byte[] bytes, boolean headerless) {
        if (PictureHeader.isPicture(bytes)) {
            return new FramePayload(bytes, null, null, null);
        }
        if (headerless && bytes.length == HEADERLESS.bytes()) {
            return new FramePayload(bytes, HEADERLESS, null, null);
        }
        return startsAsJson(bytes) ? json(bytes) : null;
    }

    /** White space and a byte order mark may stand before it. */
    private static boolean startsAsJson(byte[] bytes) {
        int at = bytes.length > 3 && Arrays.equals(bytes, 0, 3, BYTE_ORDER_MARK, 0, 3) ? 3 : 0;
        while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r' || bytes[at] == '\n')) {
            at++;
        }
        return at < bytes.length && bytes[at] == '{';
    }

    private static FramePayload json(byte[] bytes) {
        JsonNode frame;
        try {
            frame = Json.read(bytes, JsonNode.class);
        } catch (IOException e) {
            throw new RejectedFrameException("JSON that cannot be parsed" + ACCEPTED);
        }
        if (!frame.path("data").isTextual()) {
            throw new RejectedFrameException("JSON without a text \"data\"" + ACCEPTED);
        }
        byte[] data = base64(frame.get("data").textValue());
        String camera = text(frame.path("cameraId"));
        String timestamp = text(frame.path("timestamp"));
        return new FramePayload(data, rawForm(frame, data).orElse(null), camera, timestamp);
    }

    private static byte[] base64(String text) {
        String plain = SPACES.matcher(DATA_URI.matcher(text).replaceFirst(""))
                .replaceAll("")
                .replace('-', '+')
                .replace('_', '/'); // base64url
        try {
            byte[] data = Base64.getDecoder().decode(plain.getBytes(UTF_8));
            if (data.length > 0) {
                return data;
            }
        } catch (IllegalArgumentException e) {
            // One sentence serves both faults.
        }
        throw new RejectedFrameException("JSON whose \"data\" is not base64" + ACCEPTED);
    }

    /** Empty for an encoded picture. */
    private static Optional<RawForm> rawForm(JsonNode frame, byte[] data) {
        int rows = frame.path("rows").asInt();
        int columns = frame.path("cols").asInt();
        if (rows > 0 && columns > 0) {
            long channels = data.length / ((long) rows * columns);
            if (channels >= 1 && channels <= MOST_CHANNELS && channels != 2) {
                RawForm form = new RawForm(columns, rows, (int) channels);
                if (form.bytes() == data.length && isOfType(frame.path("type"), form.channels())) {
                    return Optional.of(form);
                }
            }
        }
        if (PictureHeader.isPicture(data)) {
            return Optional.empty();
        }
        throw new RejectedFrameException(
                "JSON whose \"data\" holds " + data.length + " bytes, neither a JPEG or PNG nor " + rows + " rows of "
                        + columns + " pixels of type " + frame.path("type") + ACCEPTED);
    }

    /** OpenCV's number of an element type is its depth, 0 for eight bits, plus 8 × (channels - 1); a producer may leave it out. */
    private static boolean isOfType(JsonNode type, int channels) {
        if (type.isMissingNode() || type.isNull()) {
            return true;
        }
        Matcher name = TYPE_NAME.matcher(type.asText());
        return name.matches()
                ? name.group(1).equals("8U") && name.group(2).equals(String.valueOf(channels))
                : type.asText().equals(String.valueOf(8 * (channels - 1)));
    }

    /** Null if there is none. */
    private static String text(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? node.asText() : null;
    }
}
