package videolab.processor.cdn.formats;

import java.util.Locale;
import videolab.processor.cmcd.CmcdDictionary;
import videolab.processor.cmcd.MalformedCmcdException;
import videolab.processor.cmcd.PercentCode;

/** Names from logs, made fit to be dimensions: what is not a name becomes {@code unknown}, so that nobody can fill the tables. */
final class LogNames {

    private static final int LONGEST_POP = 32;
    private static final int LONGEST_HOST = 253;
    private static final String UNKNOWN = "unknown";
    private static final String CMCD = "CMCD=";

    private LogNames() {}

    static String pop(String pop) {
        return pop != null && pop.length() <= LONGEST_POP && isName(pop) ? pop : UNKNOWN;
    }

    /** Lower case, without port. */
    static String host(String host) {
        if (host == null) {
            return UNKNOWN;
        }
        String name = host;
        int colon = name.lastIndexOf(':');
        if (colon > 0 && name.indexOf(':') == colon) {
            name = name.substring(0, colon);
        }
        return name.length() <= LONGEST_HOST && isName(name) ? name.toLowerCase(Locale.ROOT) : UNKNOWN;
    }

    /** A word of a log as it may be shown: letters, digits and a few signs, not too many. */
    static String word(String word) {
        return word.length() <= LONGEST_POP && isName(word) ? word : "unreadable";
    }

    /** Null where it is not a code of two letters. */
    static String country(String country) {
        if (country == null || country.length() != 2) {
            return null;
        }
        String upper = country.toUpperCase(Locale.ROOT);
        return isLetter(upper.charAt(0)) && isLetter(upper.charAt(1)) ? upper : null;
    }

    /** CMCD's object type in a query; null if there is none. */
    static String cmcdType(String query) {
        int at = query.indexOf(CMCD);
        if (at < 0) {
            return null;
        }
        int end = query.indexOf('&', at);
        String pairs = PercentCode.twice(query.substring(at + CMCD.length(), end < 0 ? query.length() : end));
        try {
            return new CmcdDictionary().read(pairs).text("ot");
        } catch (MalformedCmcdException e) {
            return null; // the request itself is good
        }
    }

    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean right = c >= 'a' && c <= 'z' || isLetter(c) || c >= '0' && c <= '9' || ".-_:[]".indexOf(c) >= 0;
            if (!right) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isLetter(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
