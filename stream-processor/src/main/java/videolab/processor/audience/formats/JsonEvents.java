package videolab.processor.audience.formats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.function.Supplier;
import videolab.processor.audience.sessions.PlayerEvent;

/**
 * Events in JSON: an object, an array of objects, or a sequence of both (JSON Lines). An object that is not an event costs the
 * others nothing; broken JSON costs the rest of its line.
 */
final class JsonEvents {

    private static final int NESTING = 64;
    private static final int STRING_CHARACTERS = 64 * 1024;

    /** A value with so many is not a batch of events, and a broken line costs more time than a good one. */
    private static final int MOST_BROKEN_LINES = 1_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            // Field names are untrusted: none of them may stay in the JVM's table.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(NESTING)
                    .maxStringLength(STRING_CHARACTERS)
                    .build())
            .build();

    private final byte[] value;
    private final long receivedAtMs;
    private final PlayerEventParser.Answers answers;
    private int number;

    private JsonEvents(byte[] value, long receivedAtMs, PlayerEventParser.Answers answers) {
        this.value = value;
        this.receivedAtMs = receivedAtMs;
        this.answers = answers;
    }

    static void read(byte[] value, long receivedAtMs, PlayerEventParser.Answers answers) {
        JsonEvents events = new JsonEvents(value, receivedAtMs, answers);
        int from = 0;
        for (int broken = 0; from >= 0 && broken < MOST_BROKEN_LINES; broken++) {
            from = events.readFrom(from);
        }
        if (events.number == 0 && answers.rejected() == 0) {
            answers.reject("empty value");
        }
    }

    /** Reads to the end, or to the line behind broken JSON, which it returns; else -1. */
    private int readFrom(int from) {
        try (JsonParser json = JSON.createParser(value, from, value.length - from)) {
            try {
                readAll(json);
                return -1;
            } catch (JsonEOFException e) {
                answers.reject("JSON that ends too early, after " + value.length + " bytes");
                return -1;
            } catch (StreamConstraintsException e) {
                answers.reject("JSON nested deeper than " + NESTING + " or with a string over "
                        + STRING_CHARACTERS / 1024 + " KiB");
            } catch (JsonProcessingException e) {
                long at = json.currentLocation().getByteOffset();
                answers.reject("broken JSON from byte " + (at < 0 ? at : from + at) + " on");
            }
            long at = json.currentLocation().getByteOffset();
            return at < 0 ? -1 : lineAfter(from + (int) at); // Jackson does not know places in UTF-16
        } catch (IOException e) {
            answers.reject("JSON in a broken encoding");
            return -1;
        }
    }

    private int lineAfter(int at) {
        for (int i = at; i < value.length; i++) {
            if (value[i] == '\n') {
                return i + 1 < value.length ? i + 1 : -1;
            }
        }
        return -1;
    }

    private void readAll(JsonParser json) throws IOException {
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
            if (token != JsonToken.START_ARRAY) {
                readOne(json, token);
                continue;
            }
            for (token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
                readOne(json, token);
            }
        }
    }

    private void readOne(JsonParser json, JsonToken token) throws IOException {
        number++;
        answers.place(number == 1 ? null : "event " + number);
        if (token != JsonToken.START_OBJECT) {
            json.skipChildren();
            answers.reject("JSON that is not an object");
            return;
        }
        JsonStreamContext outside = json.getParsingContext().getParent();
        Supplier<PlayerEvent> read = EpasReader.read(json, receivedAtMs);
        while (json.getParsingContext() != outside) {
            if (json.nextToken() == null) {
                break;
            }
        }
        answers.of(read);
    }
}
