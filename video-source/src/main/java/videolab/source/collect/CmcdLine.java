package videolab.source.collect;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What the collector has to know of a CMCD dictionary: whose it is, and its version. What its other keys say is decided where
 * events are read.
 *
 * @param session null where there is no {@code sid}
 * @param isVersion2 whether it has a key or the version of CTA-5004-B's event reports
 */
record CmcdLine(String session, boolean isVersion2) {

    private static final String PARAMETER = "CMCD=";
    private static final Pattern LONE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    static CmcdLine of(String dictionary) {
        return new Scan(dictionary).line();
    }

    /** Of the value of a query's parameter, percent-encoded once or, by a proxy, twice. */
    static CmcdLine ofQuery(String encoded) {
        String decoded = decode(encoded);
        return of(decoded.indexOf('=') < 0 ? decode(decoded) : decoded);
    }

    /** The parameter's value in a query or a URL, still encoded; null where there is none. */
    static String parameter(String query) {
        int start = query.startsWith(PARAMETER) ? 0 : afterSeparator(query);
        if (start < 0) {
            return null;
        }
        int from = start + PARAMETER.length();
        int end = query.indexOf('&', from);
        return query.substring(from, end < 0 ? query.length() : end);
    }

    private static int afterSeparator(String query) {
        for (int at = query.indexOf(PARAMETER); at > 0; at = query.indexOf(PARAMETER, at + 1)) {
            char before = query.charAt(at - 1);
            if (before == '&' || before == '?') {
                return at;
            }
        }
        return -1;
    }

    private static String decode(String text) {
        // A plus sign and a lone percent sign stay as they are.
        return URLDecoder.decode(
                LONE_PERCENT.matcher(text).replaceAll("%25").replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Goes once over the dictionary; quotes and lists hide commas. */
    private static final class Scan {

        private final String text;
        private int at;
        private String session;
        private boolean isVersion2;

        Scan(String text) {
            this.text = text;
        }

        CmcdLine line() {
            while (at < text.length()) {
                int start = at;
                while (at < text.length() && ",=;".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
                String key = text.substring(start, at).strip();
                String value = null;
                if (at < text.length() && text.charAt(at) == '=') {
                    at++;
                    value = value();
                }
                take(key, value);
                skipPastComma();
            }
            return new CmcdLine(session, isVersion2);
        }

        private void take(String key, String value) {
            switch (key) {
                case "sid" -> session = value == null || value.isBlank() ? session : value;
                case "e", "ts", "sta" -> isVersion2 = true;
                case "v" -> isVersion2 |= "2".equals(value);
                default -> {
                    // Not needed here.
                }
            }
        }

        private String value() {
            if (at < text.length() && text.charAt(at) == '"') {
                return quoted();
            }
            int start = at;
            while (at < text.length() && ",;(".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at).strip();
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at++;
            return value.toString();
        }

        private void skipPastComma() {
            boolean list = false;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '"') {
                    quoted();
                    continue;
                }
                list = c == '(' || list && c != ')';
                at++;
                if (c == ',' && !list) {
                    return;
                }
            }
        }
    }
}
