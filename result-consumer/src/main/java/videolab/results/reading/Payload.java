package videolab.results.reading;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import videolab.contract.Limits;

/** Says what bytes are, from how they begin: for a person who wonders what a program has sent. */
public final class Payload {

    private static final int SHOWN_CHARACTERS = 60;
    private static final int SHOWN_BYTES = 16;

    /** Confluent's serializers write a zero and the four bytes of a schema's id before the value. */
    private static final int CONFLUENT_PREFIX = 5;

    private static final int MPEG_TS_PACKET = 188;

    /** How a kind of bytes begins. */
    private record Signature(String name, int at, byte[] bytes) {

        static Signature text(String name, String start) {
            return new Signature(name, 0, start.getBytes(ISO_8859_1));
        }

        static Signature hex(String name, String start) {
            return new Signature(name, 0, HexFormat.of().parseHex(start));
        }

        boolean fits(byte[] value) {
            if (value.length < at + bytes.length) {
                return false;
            }
            for (int i = 0; i < bytes.length; i++) {
                if (value[at + i] != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final Signature JPEG = Signature.hex("JPEG", "ffd8ff");
    private static final Signature PNG = Signature.hex("PNG", "89504e470d0a1a0a");
    private static final Signature GIF = Signature.text("GIF", "GIF8");
    private static final Signature RIFF = Signature.text("RIFF", "RIFF");
    private static final Signature ISO_MEDIA = new Signature("ISO media", 4, "ftyp".getBytes(ISO_8859_1));
    private static final List<Signature> OTHERS = List.of(
            Signature.text("BMP", "BM"),
            Signature.hex("TIFF", "49492a00"),
            Signature.hex("TIFF", "4d4d002a"),
            Signature.hex("Matroska or WebM", "1a45dfa3"),
            Signature.hex("H.264 stream", "0000000167"),
            Signature.hex("H.264 stream", "0000000127"),
            Signature.hex("H.264 stream", "0000000109"),
            Signature.hex("H.265 stream", "0000000140"),
            Signature.hex("gzip", "1f8b"),
            Signature.hex("zstd", "28b52ffd"),
            Signature.hex("ZIP", "504b0304"),
            Signature.text("PDF", "%PDF"),
            Signature.text("Avro file", "Obj\u0001"),
            Signature.text("Java object", "\u00ac\u00ed\u0000\u0005"));

    private Payload() {}

    /**
     * Such as {@code JPEG of 640x480, 20133 bytes}, free of control characters.
     *
     * @param value of a rejected record, of which at most {@link Limits#REJECTED_VALUE_BYTES} are kept
     */
    public static String describe(byte[] value) {
        if (value.length == 0) {
            return "no bytes";
        }
        String size = value.length >= Limits.REJECTED_VALUE_BYTES
                ? "more than " + (Limits.REJECTED_VALUE_BYTES - 1) + " bytes"
                : value.length + (value.length == 1 ? " byte" : " bytes");
        return Printable.of(kind(value)) + ", " + size;
    }

    private static String kind(byte[] value) {
        if (JPEG.fits(value)) {
            return jpeg(value);
        }
        if (PNG.fits(value) && value.length >= 24) {
            return picture(
                    "PNG",
                    ByteBuffer.wrap(value).getInt(16),
                    ByteBuffer.wrap(value).getInt(20));
        }
        if (GIF.fits(value) && value.length >= 10) {
            return picture(
                    "GIF", shortAt(value, 7) & 0xff00 | value[6] & 0xff, shortAt(value, 9) & 0xff00 | value[8] & 0xff);
        }
        if (RIFF.fits(value) && value.length >= 12) {
            return new String(value, 8, 4, ISO_8859_1).strip() + " (RIFF)";
        }
        if (ISO_MEDIA.fits(value) && value.length >= 12) {
            return isoMedia(new String(value, 8, 4, ISO_8859_1).strip());
        }
        return OTHERS.stream()
                .filter(signature -> signature.fits(value))
                .map(Signature::name)
                .findFirst()
                .or(() -> Optional.of("MPEG transport stream").filter(name -> isTransportStream(value)))
                .or(() -> text(value))
                .or(() -> confluent(value))
                .orElseGet(() -> "unknown bytes " + hex(value));
    }

    /** The size stands in the frame header, which comes after any number of other segments. */
    private static String jpeg(byte[] value) {
        int at = 2;
        while (at + 9 <= value.length && (value[at] & 0xff) == 0xff) {
            int marker = value[at + 1] & 0xff;
            boolean isFrame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
            if (isFrame) {
                return picture("JPEG", shortAt(value, at + 7), shortAt(value, at + 5));
            }
            at += 2 + Math.max(2, shortAt(value, at + 2));
        }
        return "JPEG without a frame header";
    }

    private static int shortAt(byte[] value, int at) {
        return at + 1 < value.length ? (value[at] & 0xff) << 8 | value[at + 1] & 0xff : 0;
    }

    private static String picture(String format, int width, int height) {
        return format + " of " + Integer.toUnsignedString(width) + "x" + Integer.toUnsignedString(height);
    }

    private static String isoMedia(String brand) {
        return switch (brand) {
            case "heic", "heix", "hevc", "mif1", "msf1" -> "HEIC";
            case "avif", "avis" -> "AVIF";
            case "qt" -> "QuickTime video";
            default -> "MP4 (" + brand + ")";
        };
    }

    private static boolean isTransportStream(byte[] value) {
        return value.length > MPEG_TS_PACKET && value[0] == 0x47 && value[MPEG_TS_PACKET] == 0x47;
    }

    /** Empty where it is not text; a character that was cut at the end does no harm. */
    private static Optional<String> text(byte[] value) {
        CharsetDecoder decoder = UTF_8.newDecoder();
        CharBuffer characters = CharBuffer.allocate(value.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(value), characters, false);
        String text = characters.flip().toString();
        if (result.isError() || text.isEmpty() || text.chars().anyMatch(Payload::isBinary)) {
            return Optional.empty();
        }
        String line = text.strip().replaceAll("\\s+", " ");
        String shown = line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "…";
        return Optional.of(textKind(line) + " '" + shown + "'");
    }

    private static boolean isBinary(int character) {
        return character < ' ' && character != '\t' && character != '\n' && character != '\r';
    }

    private static String textKind(String text) {
        if (text.startsWith("{") || text.startsWith("[")) {
            return "JSON";
        }
        String start = text.substring(0, Math.min(15, text.length())).toLowerCase(Locale.ROOT);
        if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
            return "HTML page";
        }
        return start.startsWith("<") ? "XML" : "text";
    }

    private static Optional<String> confluent(byte[] value) {
        if (value.length <= CONFLUENT_PREFIX || value[0] != 0) {
            return Optional.empty();
        }
        byte[] rest = new byte[value.length - CONFLUENT_PREFIX];
        System.arraycopy(value, CONFLUENT_PREFIX, rest, 0, rest.length);
        return Optional.of("Confluent-framed (schema " + ByteBuffer.wrap(value).getInt(1) + "): " + kind(rest));
    }

    private static String hex(byte[] value) {
        int shown = Math.min(SHOWN_BYTES, value.length);
        return HexFormat.ofDelimiter(" ").formatHex(value, 0, shown) + (value.length > shown ? " …" : "");
    }
}
