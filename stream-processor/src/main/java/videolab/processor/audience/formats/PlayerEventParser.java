package videolab.processor.audience.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Consumer;
import java.util.function.Supplier;
import videolab.processor.audience.sessions.PlayerEvent;
import videolab.processor.cmcd.CmcdDictionary;
import videolab.processor.cmcd.MalformedCmcdException;

/** A record's value to events. Whatever the bytes are, it answers in linear time and throws nothing. */
public final class PlayerEventParser {

    /** The largest value that is looked into. */
    public static final int MAX_BYTES = 10 * 1024 * 1024;

    private PlayerEventParser() {}

    /**
     * Gives one answer for EPAS and CMCD v1. For CMCD v2 it gives one for each event of the report and, where lines of it
     * cannot be read, one for all of those, so that a report of rubbish makes one reject, not a million.
     *
     * @param format null where nobody said: then the value decides
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
        switch (format == null ? EventFormat.sniff(value) : format) {
            case EPAS -> out.accept(answer(() -> EpasReader.read(value, receivedAtMs)));
            case CMCD1 ->
                out.accept(answer(() -> CmcdEvents.request(CmcdQuery.read(new String(value, UTF_8)), receivedAtMs)));
            case CMCD2 -> report(new String(value, UTF_8), receivedAtMs, out);
        }
    }

    private static void report(String body, long receivedAtMs, Consumer<Parsed> out) {
        if (body.indexOf('=') < 0) {
            out.accept(new Parsed.Rejected("neither EPAS nor CMCD"));
            return;
        }
        String firstReason = null;
        int rejected = 0;
        int number = 1;
        for (int start = 0; start < body.length(); number++) {
            int newline = body.indexOf('\n', start);
            int end = newline < 0 ? body.length() : newline;
            String line = body.substring(start, end).strip();
            start = end + 1;
            if (line.isEmpty()) {
                continue;
            }
            Parsed parsed = answer(() -> CmcdEvents.report(new CmcdDictionary().read(line), receivedAtMs));
            if (parsed instanceof Parsed.Rejected reject) {
                firstReason = rejected++ == 0 ? "line " + number + ": " + reject.reason() : firstReason;
            } else {
                out.accept(parsed);
            }
        }
        if (rejected > 0) {
            String others = rejected == 1 ? "" : ", and " + (rejected - 1) + " more";
            out.accept(new Parsed.Rejected(firstReason + others));
        }
    }

    private static Parsed answer(Supplier<PlayerEvent> reader) {
        try {
            return new Parsed.Accepted(reader.get());
        } catch (RejectedEventException | MalformedCmcdException e) {
            return new Parsed.Rejected(e.getMessage());
        }
    }
}
