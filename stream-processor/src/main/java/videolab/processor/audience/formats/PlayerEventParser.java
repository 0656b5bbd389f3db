package videolab.processor.audience.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Consumer;
import java.util.function.Supplier;
import videolab.processor.audience.sessions.PlayerEvent;
import videolab.processor.cmcd.CmcdDictionary;
import videolab.processor.cmcd.MalformedCmcdException;

/** Parses a record's value into events. Whatever the bytes are, it takes linear time and throws nothing. */
public final class PlayerEventParser {

    /** The largest value that is parsed. */
    public static final int MAX_BYTES = 10 * 1024 * 1024;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private PlayerEventParser() {}

    /**
     * Gives an answer for each event, and one more for all that cannot be read, so that a value of rubbish makes one reject, not
     * a million.
     *
     * @param format null where no header names it: then the value decides
     */
    public static void parse(byte[] value, EventFormat format, long receivedAtMs, Consumer<Parsed> out) {
        if (value == null || value.length == 0) {
            out.accept(new Parsed.Rejected("empty value"));
            return;
        }
        if (value.length > MAX_BYTES) {
            out.accept(new Parsed.Rejected("a value of " + value.length + " bytes, more than " + MAX_BYTES));
            return;
        }
        Answers answers = new Answers(out);
        switch (form(value, format)) {
            case EPAS -> JsonEvents.read(value, receivedAtMs, answers);
            case CMCD1 -> answers.of(() -> request(CmcdQuery.read(text(value)), receivedAtMs));
            case CMCD2 -> report(text(value), receivedAtMs, answers);
        }
        answers.end();
    }

    /** Players send CMCD's events as lines, as JSON, in a query and in headers: which of them, only the value shows. */
    private static EventFormat form(byte[] value, EventFormat format) {
        if (format == EventFormat.EPAS) {
            return format;
        }
        EventFormat sniffed = EventFormat.sniff(value);
        return format == null || sniffed != EventFormat.CMCD2 ? sniffed : format;
    }

    private static String text(byte[] value) {
        String text = new String(value, UTF_8);
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    private static PlayerEvent request(CmcdDictionary cmcd, long receivedAtMs) {
        return CmcdEvents.isVersion2(cmcd)
                ? CmcdEvents.ofVersion2(cmcd, receivedAtMs)
                : CmcdEvents.request(cmcd, receivedAtMs);
    }

    private static void report(String body, long receivedAtMs, Answers answers) {
        if (body.indexOf('=') < 0) {
            answers.reject("neither EPAS nor CMCD");
            return;
        }
        int number = 1;
        for (int start = 0; start < body.length(); number++) {
            int newline = body.indexOf('\n', start);
            int end = newline < 0 ? body.length() : newline;
            String line = body.substring(start, end).strip();
            start = end + 1;
            if (!line.isEmpty()) {
                answers.place("line " + number);
                answers.of(() -> CmcdEvents.report(new CmcdDictionary().read(line), receivedAtMs));
            }
        }
    }

    /** The events of a value, and what is wrong with the rest of it. */
    static final class Answers {

        private final Consumer<Parsed> out;
        private String place;
        private String firstReason;
        private int rejected;

        Answers(Consumer<Parsed> out) {
            this.out = out;
        }

        /** Where in the value the next answer is from. */
        void place(String where) {
            place = where;
        }

        void of(Supplier<PlayerEvent> reader) {
            try {
                out.accept(new Parsed.Accepted(reader.get()));
            } catch (RejectedEventException | MalformedCmcdException e) {
                reject(e.getMessage());
            }
        }

        void reject(String reason) {
            if (rejected++ == 0) {
                firstReason = place == null ? reason : place + ": " + reason;
            }
        }

        int rejected() {
            return rejected;
        }

        void end() {
            if (rejected > 0) {
                String others = rejected == 1 ? "" : ", and " + (rejected - 1) + " more";
                out.accept(new Parsed.Rejected(firstReason + others));
            }
        }
    }
}
