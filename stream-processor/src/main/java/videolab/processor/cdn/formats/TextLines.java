package videolab.processor.cdn.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The lines of a value, as places in its bytes. */
final class TextLines {

    private final byte[] value;
    private int from;
    private int to;
    private int next;

    TextLines(byte[] value) {
        this.value = value;
    }

    /** Goes to the next line that is not blank. */
    boolean next() {
        while (next < value.length) {
            from = next;
            int end = from;
            while (end < value.length && value[end] != '\n') {
                end++;
            }
            next = end + 1;
            to = end;
            while (to > from && isBlank(value[to - 1])) {
                to--;
            }
            while (from < to && isBlank(value[from])) {
                from++;
            }
            if (from < to) {
                return true;
            }
        }
        return false;
    }

    /** A tab at the end is an empty last column. */
    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\r';
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    byte first() {
        return value[from];
    }

    byte last() {
        return value[to - 1];
    }

    String text(int begin, int end) {
        return new String(value, begin, end - begin, UTF_8);
    }
}
