package videolab.processor.cdn;

/** Makes addresses of viewers unreadable in what is kept for somebody to look at. */
final class AddressMask {

    private static final int SHORTEST = 2; // "::"
    private static final int LONGEST = 45;

    private AddressMask() {}

    /** Overwrites what looks like an IPv4 or IPv6 address. A version of four numbers looks like one, too. */
    static void mask(byte[] text) {
        int from = 0;
        for (int i = 0; i <= text.length; i++) {
            if (i < text.length && belongs(text[i])) {
                continue;
            }
            if (isAddress(text, from, i)) {
                for (int j = from; j < i; j++) {
                    if (text[j] != '.' && text[j] != ':') {
                        text[j] = 'x';
                    }
                }
            }
            from = i + 1;
        }
    }

    private static boolean belongs(byte b) {
        return Character.digit((char) b, 16) >= 0 || b == '.' || b == ':';
    }

    private static boolean isAddress(byte[] text, int from, int to) {
        if (to - from < SHORTEST || to - from > LONGEST) {
            return false;
        }
        int dots = 0;
        int colons = 0;
        boolean pair = false;
        for (int i = from; i < to; i++) {
            if (text[i] == '.') {
                dots++;
            } else if (text[i] == ':') {
                colons++;
                pair |= i > from && text[i - 1] == ':';
            }
        }
        // A time of day has two colons; a full stop may follow an address.
        return dots >= 3 || colons >= 3 || pair;
    }
}
