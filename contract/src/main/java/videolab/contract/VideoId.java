package videolab.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The id of a video in the library. */
public final class VideoId {

    private static final int HEX_DIGITS = 16;

    private VideoId() {}

    /** The first 16 hexadecimal digits of the SHA-256 of the URI, without user-info and query. */
    public static String of(String uri) {
        String identity = withoutUserInfo(uri).replaceFirst("\\?.*$", "");
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HEX_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }

    /** The URI as rows carry it. */
    public static String withoutUserInfo(String uri) {
        return uri.replaceFirst("^([^/?#]*//)[^/@]*@", "$1");
    }
}
