package videolab.processor.cdn.formats;

/** Decimal numbers of logs, without going through a double. */
final class Decimals {

    static final long NONE = Long.MIN_VALUE;

    private static final int LONGEST = 40;
    private static final int DIGITS = 18;
    private static final double LARGEST = 9e17;

    private Decimals() {}

    /**
     * A number times a power of ten, cut off below.
     *
     * @param digits how many decimals are kept
     * @return {@link #NONE} where the text is no number, or too large
     */
    static long scaled(String text, int digits) {
        int length = text.length();
        if (length == 0 || length > LONGEST) {
            return NONE;
        }
        boolean negative = text.charAt(0) == '-';
        int i = negative ? 1 : 0;
        long number = 0;
        int whole = 0;
        for (; i < length && isDigit(text.charAt(i)); i++, whole++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        int decimals = 0;
        int seen = 0;
        if (i < length && text.charAt(i) == '.') {
            for (i++; i < length && isDigit(text.charAt(i)); i++, seen++) {
                if (decimals < digits) {
                    number = number * 10 + text.charAt(i) - '0';
                    decimals++;
                }
            }
        }
        if (whole + seen == 0) {
            return NONE;
        }
        if (i < length) {
            return text.charAt(i) == 'e' || text.charAt(i) == 'E' ? withExponent(text, digits) : NONE;
        }
        if (whole + digits > DIGITS) {
            return NONE;
        }
        for (; decimals < digits; decimals++) {
            number *= 10;
        }
        return negative ? -number : number;
    }

    private static long withExponent(String text, int digits) {
        try {
            double number = Double.parseDouble(text) * Math.pow(10, digits);
            return Math.abs(number) < LARGEST ? Math.round(number) : NONE;
        } catch (NumberFormatException e) {
            return NONE;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
