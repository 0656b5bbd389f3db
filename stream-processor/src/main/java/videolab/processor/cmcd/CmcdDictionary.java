package videolab.processor.cmcd;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * CMCD's keys and values: a dictionary of structured fields (RFC 9651), read once from left to right.
 *
 * <p>Players disagree on types between the versions and drafts, so a value is kept as its text, a scalar as a list of one:
 * {@code sid=abc} is as good as {@code sid="abc"}, {@code br=3200} as {@code br=(3200;v)}. Keys that no event has are
 * skipped.
 */
public final class CmcdDictionary {

    /** A longer line is no report. */
    private static final int MAX_CHARACTERS = 64 * 1024;

    private static final Set<String> KEYS =
            Set.of("sid", "v", "ts", "sta", "e", "br", "cid", "cdn", "msd", "bg", "ec", "st", "bl", "bs", "su", "ot");

    private static final String TRUE = "?1";
    private static final List<Item> BARE_KEY = List.of(new Item(TRUE, null));

    /** Digits enough for epoch milliseconds, and few enough for a long. */
    private static final int MAX_DIGITS = 15;

    /** @param objectType the name of its first parameter, which in CMCD v2 is the object type; else null */
    private record Item(String text, String objectType) {}

    private final Map<String, List<Item>> members = new HashMap<>();

    private String line;
    private int at;

    /** @throws MalformedCmcdException when the line ends early or is not a dictionary */
    public CmcdDictionary read(String dictionary) {
        if (dictionary.length() > MAX_CHARACTERS) {
            throw new MalformedCmcdException("CMCD of more than " + MAX_CHARACTERS + " characters");
        }
        line = dictionary;
        at = 0;
        skipBlanks();
        while (at < line.length()) {
            readMember();
            skipBlanks();
            if (at < line.length() && line.charAt(at++) != ',') {
                throw new MalformedCmcdException("CMCD without a comma at character " + at);
            }
            skipBlanks();
        }
        return this;
    }

    /** Whether {@link #add} keeps a key's values. */
    public static boolean isKnown(String key) {
        return KEYS.contains(key);
    }

    /**
     * Adds a value that came in another form than a dictionary; the values of one key are a list.
     *
     * @param objectType may be null
     */
    public void add(String key, String text, String objectType) {
        if (KEYS.contains(key)) {
            members.computeIfAbsent(key, each -> new ArrayList<>(1)).add(new Item(text, objectType));
        }
    }

    /** Adds a flag that is set. */
    public void addFlag(String key) {
        add(key, TRUE, null);
    }

    /** Null where it is not there or empty. */
    public String text(String key) {
        List<Item> items = members.get(key);
        return items == null || items.isEmpty() ? null : items.get(0).text();
    }

    /** All items of a list, with a blank between them; null where there are none. */
    public String texts(String key) {
        List<Item> items = members.get(key);
        return items == null || items.isEmpty()
                ? null
                : String.join(" ", items.stream().map(Item::text).toList());
    }

    public boolean flag(String key) {
        return TRUE.equals(text(key));
    }

    /** @throws MalformedCmcdException when it is there and no whole number */
    public Long integer(String key) {
        String text = text(key);
        if (text == null) {
            return null;
        }
        int point = text.indexOf('.');
        // Some players write every number as a decimal.
        String digits = point > 0 && text.substring(point + 1).chars().allMatch(c -> c == '0')
                ? text.substring(0, point)
                : text;
        boolean whole = !digits.isEmpty() && digits.length() <= MAX_DIGITS;
        for (int i = 0; whole && i < digits.length(); i++) {
            whole = Character.digit(digits.charAt(i), 10) >= 0
                    || (i == 0 && digits.length() > 1 && digits.charAt(0) == '-');
        }
        if (!whole) {
            throw new MalformedCmcdException(key + " is not a whole number");
        }
        return Long.valueOf(digits);
    }

    /** Milliseconds that fit an int; null where it is not there or can be none. */
    public Integer millis(String key) {
        Long value = integer(key);
        return value == null || value < 0 || value > Integer.MAX_VALUE ? null : (Integer) value.intValue();
    }

    /**
     * Sum of what is seen and heard, in kbit/s; NaN where it is not there.
     *
     * @throws MalformedCmcdException when it is there and no number
     */
    public double kbps(String key) {
        List<Item> items = members.get(key);
        if (items == null) {
            return Double.NaN;
        }
        double sum = 0;
        for (Item item : items) {
            boolean counts = item.objectType() == null
                    || switch (item.objectType()) {
                        case "v", "a", "av" -> true;
                        default -> false;
                    };
            sum += counts ? decimal(key, item.text()) : 0;
        }
        return sum;
    }

    private static double decimal(String key, String text) {
        boolean number = !text.isEmpty() && text.length() <= MAX_DIGITS;
        int points = 0;
        for (int i = 0; number && i < text.length(); i++) {
            char c = text.charAt(i);
            points += c == '.' ? 1 : 0;
            number = (c >= '0' && c <= '9') || (c == '.' && points == 1 && text.length() > 1);
        }
        if (!number) {
            throw new MalformedCmcdException(key + " is not a number");
        }
        return Double.parseDouble(text);
    }

    private void readMember() {
        String key = key();
        List<Item> value = BARE_KEY;
        if (isAt('=')) {
            at++;
            value = isAt('(') ? innerList() : List.of(item());
        }
        firstParameter();
        if (KEYS.contains(key)) {
            members.put(key, value);
        }
    }

    private List<Item> innerList() {
        at++;
        List<Item> items = new ArrayList<>(2);
        for (skipBlanks(); !isAt(')'); skipBlanks()) {
            if (at == line.length()) {
                throw new MalformedCmcdException("unclosed list");
            }
            String text = item().text();
            items.add(new Item(text, firstParameter()));
        }
        at++;
        return items;
    }

    private Item item() {
        boolean displayString = isAt('%') && at + 1 < line.length() && line.charAt(at + 1) == '"';
        at += displayString ? 1 : 0;
        return new Item(isAt('"') ? string() : bare(), null);
    }

    private String string() {
        int start = ++at;
        StringBuilder unescaped = null;
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '"') {
                return unescaped == null ? line.substring(start, at - 1) : unescaped.toString();
            }
            if (c == '\\' && at < line.length()) {
                if (unescaped == null) {
                    unescaped = new StringBuilder(line.substring(start, at - 1));
                }
                c = line.charAt(at++);
            }
            if (unescaped != null) {
                unescaped.append(c);
            }
        }
        throw new MalformedCmcdException("unclosed quote");
    }

    /** A token, a number, a boolean, bytes or a date: whatever runs to the next delimiter. */
    private String bare() {
        int start = at;
        while (at < line.length() && " \t,;()\"".indexOf(line.charAt(at)) < 0) {
            at++;
        }
        if (at == start) {
            throw new MalformedCmcdException("CMCD without a value at character " + (at + 1));
        }
        return line.substring(start, at);
    }

    /** Skips all parameters. */
    private String firstParameter() {
        String first = null;
        while (isAt(';')) {
            at++;
            skipBlanks();
            String name = key();
            first = first == null ? name : first;
            if (isAt('=')) {
                at++;
                item();
            }
        }
        return first;
    }

    private String key() {
        int start = at;
        while (at < line.length() && isKeyCharacter(line.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw new MalformedCmcdException("CMCD without a key at character " + (at + 1));
        }
        return line.substring(start, at);
    }

    private static boolean isKeyCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || c == '-'
                || c == '.'
                || c == '*';
    }

    private boolean isAt(char c) {
        return at < line.length() && line.charAt(at) == c;
    }

    private void skipBlanks() {
        while (isAt(' ') || isAt('\t')) {
            at++;
        }
    }
}
