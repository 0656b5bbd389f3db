package videolab.processor.audience.formats;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The formats of {@code player-events}. */
public enum EventFormat {
    EPAS("epas"),
    CMCD1("cmcd1"),
    CMCD2("cmcd2");

    private static final byte[] QUERY = {'C', 'M', 'C', 'D', '='};
    private static final byte[] HEADER = {'C', 'M', 'C', 'D', '-'};

    private final String wireName;

    EventFormat(String wireName) {
        this.wireName = wireName;
    }

    /** The value of the header {@code format}. */
    public String wireName() {
        return wireName;
    }

    /** @throws IllegalArgumentException when there is no such format */
    public static EventFormat of(String wireName) {
        for (EventFormat format : values()) {
            if (format.wireName.equals(wireName)) {
                return format;
            }
        }
        throw new IllegalArgumentException("the header format is not one of "
                + Arrays.stream(values()).map(EventFormat::wireName).collect(Collectors.joining(", ")));
    }

    /** The format that a value looks like. What looks like none is {@link #CMCD2}, which then says what is wrong. */
    public static EventFormat sniff(byte[] value) {
        int start = 0;
        while (start < value.length
                && (value[start] <= ' ')) { // blanks, and the bytes of a UTF-8 BOM, which are negative
            start++;
        }
        if (start < value.length && (value[start] == '{' || value[start] == '[')) {
            return EPAS;
        }
        return isCmcd1(value, start) ? CMCD1 : CMCD2;
    }

    /** A v2 report can quote a URL that ends in a v1 query: only what stands before the first quote counts. */
    private static boolean isCmcd1(byte[] value, int start) {
        if (matches(value, start, HEADER)) {
            return true;
        }
        for (int i = start; i < value.length && value[i] != '"'; i++) {
            if (value[i] == 'C' && matches(value, i, QUERY)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] value, int at, byte[] upperCase) {
        if (value.length - at < upperCase.length) {
            return false;
        }
        for (int i = 0; i < upperCase.length; i++) {
            if (Character.toUpperCase(value[at + i]) != upperCase[i]) {
                return false;
            }
        }
        return true;
    }
}
