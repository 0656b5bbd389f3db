package videolab.processor.audience.formats;

import java.util.Locale;
import videolab.processor.cmcd.CmcdDictionary;
import videolab.processor.cmcd.PercentCode;

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
        while (end < url.length() && "&#\t\r\n".indexOf(url.charAt(end)) < 0 && !url.startsWith(" HTTP/", end)) {
            end++;
        }
        String decoded = PercentCode.once(url.substring(start, end));
        // A proxy or a log writer encodes what was encoded; in a decoded dictionary some key has a value.
        return decoded.indexOf('=') < 0 ? PercentCode.once(decoded) : decoded;
    }
}
