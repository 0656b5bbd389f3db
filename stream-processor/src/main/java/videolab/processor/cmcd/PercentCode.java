package videolab.processor.cmcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Percent-encoding as logs write it: once, or, in CloudFront's older files, twice. */
public final class PercentCode {

    private PercentCode() {}

    /** Decodes until nothing is encoded, twice at most; anything else stays as it is. */
    public static String twice(String text) {
        String once = once(text);
        return once(once);
    }

    /** Anything that is not encoded stays as it is, a plus sign too. */
    public static String once(String text) {
        int percent = text.indexOf('%');
        if (percent < 0) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length()).append(text, 0, percent);
        ByteArrayOutputStream beyondAscii = null;
        int i = percent;
        while (i < text.length()) {
            int value = valueAt(text, i);
            if (value >= 0 && value < 0x80) {
                decoded.append((char) value);
                i += 3;
            } else if (value < 0) {
                decoded.append(text.charAt(i));
                i++;
            } else {
                if (beyondAscii == null) {
                    beyondAscii = new ByteArrayOutputStream();
                }
                beyondAscii.reset();
                for (; value >= 0x80; value = valueAt(text, i)) {
                    beyondAscii.write(value);
                    i += 3;
                }
                decoded.append(beyondAscii.toString(UTF_8));
            }
        }
        return decoded.toString();
    }

    /** The byte that is encoded there, or -1. */
    private static int valueAt(String text, int at) {
        if (at + 2 >= text.length() || text.charAt(at) != '%') {
            return -1;
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
