package videolab.processor.audience.viewers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Ids of viewers to numbers that say only whether two are the same. Thread-safe. */
public final class ViewerKeys {

    private static final String ALGORITHM = "HmacSHA256";

    private final ThreadLocal<Mac> macs;

    public ViewerKeys(byte[] salt) {
        SecretKeySpec key = new SecretKeySpec(salt, ALGORITHM);
        macs = ThreadLocal.withInitial(() -> mac(key));
    }

    /**
     * The first eight bytes of the HMAC-SHA-256 of kind and id.
     *
     * @param kind {@code user}, {@code device} or {@code session}: the same id of two kinds is two viewers
     */
    public long hash(String kind, String id) {
        Mac mac = macs.get();
        mac.update(kind.getBytes(UTF_8));
        mac.update((byte) 0);
        return ByteBuffer.wrap(mac.doFinal(id.getBytes(UTF_8))).getLong();
    }

    /** 16 digits, as it stands in rows. */
    public static String hex(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, e);
        }
    }
}
