package videolab.processor.library.inputs;

import java.nio.charset.StandardCharsets;

/** The first bytes of video containers. */
final class VideoSignature {

    private static final int TS_PACKET = 188;
    private static final int TS_SYNC = 0x47;

    private VideoSignature() {}

    static boolean matches(byte[] head, int length) {
        String text = new String(head, 0, length, StandardCharsets.ISO_8859_1);
        return (text.startsWith("ftyp", 4) && !text.startsWith("avif", 8) && !text.startsWith("heic", 8))
                || text.startsWith("moov", 4)
                || text.startsWith("\u001a\u0045\u00df\u00a3")
                || (text.startsWith("RIFF") && text.startsWith("AVI ", 8))
                || text.startsWith("GIF8")
                || text.startsWith("FLV\u0001")
                || text.startsWith("\u0000\u0000\u0001\u00ba")
                || text.startsWith("\u0030\u0026\u00b2\u0075\u008e\u0066\u00cf\u0011")
                || (length > 2 * TS_PACKET
                        && head[0] == TS_SYNC
                        && head[TS_PACKET] == TS_SYNC
                        && head[2 * TS_PACKET] == TS_SYNC);
    }
}
