package videolab.processor.cdn.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;

/**
 * Logs in JSON: an object, one on each line, an array of them, an array of texts that hold one each, or a batch
 * ({@code {…, "logs": […]}}), or a piece of an array's middle, with commas between and behind. Where a line or a text is broken the next one is read; a broken array is lost from there on.
 */
final class JsonLogs implements LogForm {

    /** What is in the objects. */
    interface Dialect {
        /** How a field is taken over, or null where it is of no interest. */
        FieldSetter setter(String field);

        boolean isNull(String text);

        /** Whether a field may be true or false. */
        default boolean isFlag(String field) {
            return false;
        }

        /** Makes up its mind once all fields are read. */
        default void settle(RequestDraft draft) {
            // Each field stands for itself.
        }
    }

    private static final int DEEPEST = 32;
    /** A value with so many is no log, and a broken line costs more time than a good one. */
    private static final int MOST_BROKEN_LINES = 1_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            // Field names are anybody's: they are not to stay in the JVM's table for ever.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** Where a record stands: in the value, in an array or batch of it, or in a text of such an array. */
    private enum Place {
        ROOT,
        ELEMENT,
        TEXT
    }

    private final Dialect dialect;
    private final String cdn;
    private final double samplingRate;
    private final LogTimes times = new LogTimes();
    private RequestDraft draft;
    private long receivedMs;
    private LogOutcomes outcomes;
    /** Where the record that is being read begins. */
    private int begin;

    private boolean anything;

    JsonLogs(Dialect dialect, String cdn, double samplingRate) {
        this.dialect = dialect;
        this.cdn = cdn;
        this.samplingRate = samplingRate;
    }

    @Override
    public void read(byte[] value, long received, LogOutcomes target) {
        receivedMs = received;
        outcomes = target;
        TextLines lines = new TextLines(value);
        boolean more = lines.next();
        if (more && goesOn(value[lines.from()], lines.last())) {
            String problem = document(value, lines.from(), value.length, Place.ROOT);
            if (problem == null) {
                return;
            }
            if (anything) {
                outcomes.rejected(value, begin, value.length, problem);
                return;
            }
        }
        // Also what begins as a document over several lines and is none: perhaps its first line is cut off.
        int broken = 0;
        for (; more; more = lines.next()) {
            if (broken == MOST_BROKEN_LINES) {
                outcomes.rejected(value, lines.from(), value.length, "the rest after " + broken + " broken lines");
                return;
            }
            String problem = document(value, lines.from(), lines.to(), Place.ROOT);
            if (problem != null) {
                broken++;
                outcomes.rejected(value, begin, lines.to(), problem);
            }
        }
    }

    /** Whether a line, by its first and last byte, is the first of a document over several lines. */
    private static boolean goesOn(byte first, byte last) {
        return last == '{' || last == '[' || last == ',' || last == ':' || first == '[' && last != ']';
    }

    /** Reads all there is; returns what is wrong with the JSON itself, from {@link #begin} on, or null. */
    private String document(byte[] value, int from, int to, Place place) {
        anything = false;
        String problem = texts(value, from, to, place);
        int next = from;
        // A piece of an array: what ends at a comma was whole, and behind it the next one begins.
        while (problem != null && place == Place.ROOT && (begin > next || next == from)) {
            next = afterComma(value, begin, to);
            if (next < 0) {
                break;
            }
            problem = texts(value, next, to, place);
        }
        return problem;
    }

    /** -1 unless the next byte after blanks is a comma. */
    private static int afterComma(byte[] value, int from, int to) {
        for (int i = from; i < to; i++) {
            if (value[i] == ',') {
                return i + 1;
            }
            if (value[i] > ' ' || value[i] < 0) {
                return -1;
            }
        }
        return -1;
    }

    private String texts(byte[] value, int from, int to, Place place) {
        begin = from;
        try (JsonParser json = JSON.createParser(value, from, to - from)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                begin = offset(json.currentTokenLocation(), from, from);
                element(json, token, place, value, from);
                begin = offset(json.currentLocation(), from, begin);
                if (place == Place.ROOT && token.isStructStart() && afterComma(value, begin, to) >= 0) {
                    return "broken JSON"; // known without Jackson's exception, which costs more than the record
                }
            }
            return null;
        } catch (JsonEOFException e) {
            return "JSON that ends too early";
        } catch (StreamConstraintsException e) {
            return "JSON nested deeper than " + DEEPEST + ", or with an overlong name or number";
        } catch (IOException e) { // also of bytes that look like UTF-16 or UTF-32
            return "broken JSON";
        }
    }

    /** Jackson does not know places in UTF-16. */
    private static int offset(JsonLocation location, int from, int otherwise) {
        long bytes = location.getByteOffset();
        return bytes < 0 ? otherwise : from + (int) bytes;
    }

    private void element(JsonParser json, JsonToken token, Place place, byte[] value, int from) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            object(json, place, value, from);
        } else if (token == JsonToken.START_ARRAY && place == Place.ROOT) {
            elements(json, value, from);
        } else if (token == JsonToken.VALUE_STRING && place == Place.ELEMENT) {
            text(json.getText());
        } else {
            json.skipChildren();
            reject(json, value, from, "JSON, but no object");
        }
    }

    private void elements(JsonParser json, byte[] value, int from) throws IOException {
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            begin = offset(json.currentTokenLocation(), from, from);
            element(json, token, Place.ELEMENT, value, from);
        }
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        int outside = begin;
        String problem = document(bytes, 0, bytes.length, Place.TEXT);
        if (problem != null) {
            outcomes.rejected(bytes, begin, bytes.length, problem);
        }
        begin = outside;
        anything = true;
    }

    private void object(JsonParser json, Place place, byte[] value, int from) throws IOException {
        draft = new RequestDraft(times);
        boolean batch = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            if (token == JsonToken.START_ARRAY && place == Place.ROOT && name.equals("logs")) {
                batch = true;
                elements(json, value, from);
                continue;
            }
            FieldSetter setter = dialect.setter(name);
            if (setter == null && token == JsonToken.START_OBJECT) {
                nested(json, name);
            } else if (setter == null) {
                json.skipChildren();
            } else {
                take(json, name, token, setter);
            }
        }
        if (batch) {
            return; // what surrounds the logs is about the batch
        }
        dialect.settle(draft);
        CdnRequest request = draft.finish(cdn, samplingRate, receivedMs);
        if (request == null) {
            reject(json, value, from, draft.problem());
        } else {
            anything = true;
            outcomes.accepted(request);
        }
    }

    private void take(JsonParser json, String name, JsonToken token, FieldSetter setter) throws IOException {
        if (token == JsonToken.VALUE_STRING || token.isNumeric() || token.isBoolean() && dialect.isFlag(name)) {
            String text = json.getText();
            if (!dialect.isNull(text)) {
                draft.field(name);
                setter.set(draft, text);
            }
        } else if (token != JsonToken.VALUE_NULL) {
            json.skipChildren();
            draft.field(name);
            draft.wrong("is neither text nor number");
        }
    }

    /** The fields of an object in the record, named {@code object.field}. */
    private void nested(JsonParser json, String object) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = object + "." + json.currentName();
            JsonToken token = json.nextToken();
            FieldSetter setter = dialect.setter(name);
            if (setter == null) {
                json.skipChildren();
            } else {
                take(json, name, token, setter);
            }
        }
    }

    private void reject(JsonParser json, byte[] value, int from, String reason) {
        anything = true;
        outcomes.rejected(value, begin, offset(json.currentLocation(), from, value.length), reason);
    }
}
