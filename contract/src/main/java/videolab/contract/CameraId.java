package videolab.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The camera that a record's key names. Every key names one. */
public final class CameraId {

    /** The camera of frames without a key. */
    public static final String WITHOUT_KEY = "camera-0";

    private static final int KEPT_OF_A_LONG_KEY = 47;
    private static final int DIGEST_BYTES = 8;

    private CameraId() {}

    /**
     * The id that a key gives: its text, where it is UTF-8 without control characters, else its bytes in hexadecimal. Of
     * more than 64 characters the first 47 stay, followed by {@code -} and 16 digits of the key's SHA-256.
     *
     * @param key null or empty where the producer set none
     * @return 1..64 characters, not blank
     */
    public static String of(byte[] key) {
        if (key == null || key.length == 0) {
            return WITHOUT_KEY;
        }
        String id = text(key);
        return Limits.isId(id) ? id : head(id) + '-' + digest(key);
    }

    private static String text(byte[] key) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
            if (!text.isBlank() && text.chars().noneMatch(Character::isISOControl)) {
                return text;
            }
        } catch (CharacterCodingException e) {
            // The bytes are not text.
        }
        return HexFormat.of().formatHex(key);
    }

    private static String head(String id) {
        return id.substring(0, id.offsetByCodePoints(0, KEPT_OF_A_LONG_KEY));
    }

    private static String digest(byte[] key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
