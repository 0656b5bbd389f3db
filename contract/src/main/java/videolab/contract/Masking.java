package videolab.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Removes what names a viewer from a record of {@link Topics#REJECTED_EVENTS}, whoever writes it. */
public final class Masking {

    /** What names a viewer in EPAS, also in a JSON that is the text of another: with backslashes before its quotes. */
    private static final Pattern VIEWER_ID = Pattern.compile("(\\\\{0,31})\"(?:userId|deviceId)\\1\"\\s*:\\s*");

    private Masking() {}

    /** Masks addresses, {@code userId} and {@code deviceId} in any bytes; gives back the same array where there are none. */
    public static byte[] viewers(byte[] value) {
        // ISO-8859-1 takes every byte and gives it back.
        String text = new String(value, ISO_8859_1);
        // UTF-16 is ASCII with a zero beside each letter; other values with zeros stay as they are.
        String letters = text.replace("\0", "");
        String masked = Addresses.mask(withoutViewerIds(letters));
        return masked.equals(letters) ? value : masked.getBytes(ISO_8859_1);
    }

    /** No JSON reader: what comes here may be half a JSON, or none. */
    static String withoutViewerIds(String text) {
        StringBuilder masked = new StringBuilder(text.length());
        int copied = 0;
        for (Matcher id = VIEWER_ID.matcher(text); id.find(copied); ) {
            String quote = id.group(1) + '"';
            masked.append(text, copied, id.end()).append(quote).append("***").append(quote);
            copied = endOfValue(text, id.end(), quote);
        }
        return masked.append(text, copied, text.length()).toString();
    }

    private static int endOfValue(String text, int from, String quote) {
        if (!text.startsWith(quote, from)) {
            int end = from;
            while (end < text.length() && ",}]\r\n".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            return end;
        }
        int end = text.indexOf('"', from + quote.length());
        while (end >= 0 && isOfTheValue(text, end, quote.length() - 1)) {
            end = text.indexOf('"', end + 1);
        }
        return end < 0 ? text.length() : end + 1;
    }

    /** @param plain how many backslashes stand before a quote that ends a value: 0, in a text 1, in a text in a text 3 */
    private static boolean isOfTheValue(String text, int quote, int plain) {
        int backslashes = 0;
        while (text.charAt(quote - 1 - backslashes) == '\\') {
            backslashes++;
        }
        // Each one in the value itself is written as so many.
        return (backslashes - plain) / (plain + 1) % 2 == 1;
    }
}
