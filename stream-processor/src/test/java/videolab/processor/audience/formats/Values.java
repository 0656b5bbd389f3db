package videolab.processor.audience.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import videolab.processor.audience.sessions.PlayerEvent;

/** Shorthand for what players send in the tests of this package. */
final class Values {

    static final long NOW = 1_767_323_045_000L;

    private Values() {}

    /** JSON with single quotes for double ones. */
    static String epas(String fields) {
        return ("{'sessionId': 's-1', 'timestamp': " + NOW + ", " + fields + "}").replace('\'', '"');
    }

    /** A line of CMCD v2 with single quotes for double ones. */
    static String cmcd2(String keys) {
        return ("sid='s-1',ts=" + NOW + "," + keys).replace('\'', '"');
    }

    static List<Parsed> parse(String value, EventFormat format) {
        return parse(value.getBytes(UTF_8), format);
    }

    static List<Parsed> parse(byte[] value, EventFormat format) {
        List<Parsed> parsed = new ArrayList<>();
        PlayerEventParser.parse(value, format, NOW + 500, parsed::add);
        return parsed;
    }

    static PlayerEvent event(String value) {
        return ((Parsed.Accepted) only(parse(value, null))).event();
    }

    static String reason(String value, EventFormat format) {
        return ((Parsed.Rejected) only(parse(value, format))).reason();
    }

    private static Parsed only(List<Parsed> parsed) {
        if (parsed.size() != 1) {
            throw new AssertionError(parsed);
        }
        return parsed.get(0);
    }
}
