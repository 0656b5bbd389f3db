package videolab.processor.audience.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** Finds the dictionary in what CMCD v1 sends with a request: in a URL's query or in request headers. */
final class CmcdQuery {

    private static final String PARAMETER = "CMCD=";
    private static final String HEADER = "cmcd-";

    private CmcdQuery() {}

    /** @throws RejectedEventException when there is none, or a broken one */
    static CmcdDictionary read(String value) {
        String trimmed = value.strip();
        if (trimmed.regionMatches(true, 0, HEADER, 0, HEADER.length())) {
            return headers(trimmed);
        }
        int start = trimmed.indexOf(PARAMETER);
        if (start < 0) {
            throw new RejectedEventException("no CMCD in it");
        }
        return new CmcdDictionary().read(query(trimmed, start + PARAMETER.length()));
    }

    private static CmcdDictionary headers(String lines) {
        CmcdDictionary cmcd = new CmcdDictionary();
        lines.lines().forEach(line -> {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            switch (name) {
                case "cmcd-object", "cmcd-request", "cmcd-session", "cmcd-status" ->
                    cmcd.read(line.substring(colon + 1));
                default -> {
                    // Another header of the request.
                }
            }
        });
        return cmcd;
    }

    private static String query(String url, int start) {
        int end = start;
        while (end < url.length() && "&#\r\n".indexOf(url.charAt(end)) < 0 && !url.startsWith(" HTTP/", end)) {
            end++;
        }
        String decoded = percentDecoded(url.substring(start, end));
        // A proxy or a log writer encodes what was encoded; in a decoded dictionary some key has a value.
        return decoded.indexOf('=') < 0 ? percentDecoded(decoded) : decoded;
    }

    /** A plus stays one: CMCD is encoded as a URI component, not as a form. What is no escape stays as it is. */
    private static String percentDecoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] encoded = text.getBytes(UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            int high = encoded[i] == '%' && i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(encoded[i + 2], 16);
            if (low < 0) {
                decoded.write(encoded[i]);
            } else {
                decoded.write(high << 4 | low);
                i += 2;
            }
        }
        return decoded.toString(UTF_8);
    }
}
