package videolab.source.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import videolab.source.collect.PlayerBatch.Part;
import videolab.source.collect.PlayerBatch.Rest;

/**
 * Takes a body apart by session: JSON, lines of CMCD, or a query, told apart by content, because beacons say neither. Events
 * stay as they came. Whether they make sense is decided where all events are read.
 */
final class BatchReader {

    /** The values of the header {@code format}. */
    static final String EPAS = "epas";

    static final String CMCD1 = "cmcd1";
    static final String CMCD2 = "cmcd2";

    /** Each becomes a record with headers, so their number decides how much a body grows in Kafka. */
    static final int MOST_PARTS = 1_000;

    private static final int NESTING = 64;

    private static final JsonFactory JSON = JsonFactory.builder()
            // Field names are untrusted: none of them may stay in the JVM's table.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(NESTING).build())
            .build();

    private record Owner(String format, String session) {}

    private final byte[] body;
    private final Map<Owner, ByteArrayOutputStream> bySession = new LinkedHashMap<>();
    private final List<Part> queries = new ArrayList<>();
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    private String firstReason;
    private int unread;
    private int number;

    private BatchReader(byte[] body) {
        this.body = body;
    }

    /** A request's body; one of nothing but blanks holds nothing. */
    static PlayerBatch body(byte[] body) {
        BatchReader reader = new BatchReader(body);
        reader.read();
        return reader.batch();
    }

    /**
     * What came in a query.
     *
     * @param encoded the value of the parameter CMCD
     */
    static PlayerBatch query(String encoded) {
        BatchReader reader = new BatchReader(("CMCD=" + encoded).getBytes(UTF_8));
        reader.query(encoded, 0, reader.body.length);
        return reader.batch();
    }

    /**
     * What came in the request headers Cmcd-Object, Cmcd-Request, Cmcd-Session and Cmcd-Status.
     *
     * @param lines each as {@code name: value}
     */
    static PlayerBatch headers(List<String> lines) {
        BatchReader reader = new BatchReader(String.join("\n", lines).getBytes(UTF_8));
        String session = null;
        boolean isVersion2 = false;
        for (String line : lines) {
            CmcdLine cmcd = CmcdLine.of(line.substring(line.indexOf(':') + 1));
            session = cmcd.session() == null ? session : cmcd.session();
            isVersion2 |= cmcd.isVersion2();
        }
        reader.whole(session, isVersion2, 0, reader.body.length);
        return reader.batch();
    }

    private PlayerBatch batch() {
        List<Part> parts = new ArrayList<>(queries);
        bySession.forEach(
                (owner, events) -> parts.add(new Part(owner.format(), owner.session(), events.toByteArray())));
        String others = unread > 1 ? ", and " + (unread - 1) + " more" : "";
        return new PlayerBatch(
                parts,
                unread == 0 ? Optional.empty() : Optional.of(new Rest(rest.toByteArray(), firstReason + others)));
    }

    private void read() {
        int start = startsWithMark() ? 3 : 0;
        while (start < body.length && body[start] >= 0 && body[start] <= ' ' && body[start] != 0) {
            start++;
        }
        if (start == body.length) {
            return;
        }
        if (isUtf16(start)) {
            // Only the reader of events knows this encoding.
            queries.add(new Part(null, null, body));
        } else if (body[start] == '{' || body[start] == '[') {
            while (start >= 0) {
                start = jsonFrom(start);
            }
        } else {
            lines(start);
        }
    }

    private boolean startsWithMark() {
        return body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
    }

    private boolean isUtf16(int start) {
        boolean mark = body.length >= 2 && (body[0] & 0xFF) + (body[1] & 0xFF) == 0xFE + 0xFF;
        return mark || body[start] == 0 || start + 1 < body.length && body[start + 1] == 0;
    }

    /** Reads to the end, or to the line behind broken JSON, which it returns; else -1. */
    private int jsonFrom(int from) {
        int done = from;
        int whole = number;
        try (JsonParser json = JSON.createParser(body, from, body.length - from)) {
            try {
                boolean inArray = false;
                for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                    if (token == JsonToken.START_ARRAY && !inArray) {
                        inArray = true;
                    } else if (token == JsonToken.END_ARRAY) {
                        inArray = false;
                    } else {
                        value(json, token, from);
                    }
                    whole = number;
                    done = from + (int) json.currentLocation().getByteOffset();
                }
                return -1;
            } catch (JsonProcessingException e) {
                int end = lineAfter(
                        Math.max(done, from + (int) json.currentLocation().getByteOffset()));
                number = whole + 1;
                reject("broken JSON", done, end < 0 ? body.length : end);
                return end;
            }
        } catch (IOException e) {
            throw new IllegalStateException("an array is read without a file", e);
        }
    }

    private void value(JsonParser json, JsonToken token, int from) throws IOException {
        number++;
        int start = from + (int) json.currentTokenLocation().getByteOffset();
        if (token != JsonToken.START_OBJECT) {
            json.skipChildren();
            reject(
                    "JSON that is not an object",
                    start,
                    from + (int) json.currentLocation().getByteOffset());
            return;
        }
        String epas = null;
        String cmcd = null;
        boolean isVersion2 = false;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            switch (name) {
                case "sessionId" -> epas = textOf(json, value);
                case "sid" -> cmcd = textOf(json, value);
                case "e", "ts", "sta" -> isVersion2 = true;
                case "v" -> isVersion2 |= "2".equals(textOf(json, value));
                default -> {
                    // Not needed here.
                }
            }
            json.skipChildren();
        }
        int end = from + (int) json.currentLocation().getByteOffset();
        if (epas != null) {
            add(EPAS, epas, start, end);
        } else if (cmcd != null) {
            add(isVersion2 ? CMCD2 : CMCD1, cmcd, start, end);
        } else {
            reject("no session id", start, end);
        }
    }

    private static String textOf(JsonParser json, JsonToken token) throws IOException {
        if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            return null;
        }
        String text = json.getText();
        return text.isBlank() ? null : text;
    }

    private int lineAfter(int at) {
        for (int i = at; i < body.length; i++) {
            if (body[i] == '\n') {
                return i + 1 < body.length ? i + 1 : -1;
            }
        }
        return -1;
    }

    private void lines(int from) {
        for (int start = from; start < body.length; ) {
            int end = start;
            while (end < body.length && body[end] != '\n' && body[end] != '\r') {
                end++;
            }
            String line = new String(body, start, end - start, UTF_8).strip();
            if (!line.isEmpty()) {
                number++;
                line(line, start, end);
            }
            start = end + 1;
        }
    }

    private void line(String line, int start, int end) {
        int quote = line.indexOf('"');
        // A report can quote a URL that ends in a query: only what stands before the first quote decides.
        if (CmcdLine.parameter(quote < 0 ? line : line.substring(0, quote)) != null) {
            query(CmcdLine.parameter(line), start, end);
            return;
        }
        CmcdLine cmcd = CmcdLine.of(line);
        if (cmcd.session() != null) {
            add(CMCD2, cmcd.session(), start, end);
        } else {
            reject(line.indexOf('=') < 0 ? "neither JSON nor CMCD" : "no session id", start, end);
        }
    }

    private void query(String encoded, int start, int end) {
        CmcdLine cmcd = CmcdLine.ofQuery(encoded);
        whole(cmcd.session(), cmcd.isVersion2(), start, end);
    }

    /** A record of its own: the reader of events takes one query or set of headers from a record. */
    private void whole(String session, boolean isVersion2, int start, int end) {
        if (session == null) {
            reject("no session id", start, end);
        } else if (isFull()) {
            reject("more than " + MOST_PARTS + " sessions in one request", start, end);
        } else {
            queries.add(new Part(isVersion2 ? CMCD2 : CMCD1, session, Arrays.copyOfRange(body, start, end)));
        }
    }

    private void add(String format, String session, int start, int end) {
        Owner owner = new Owner(format, session);
        ByteArrayOutputStream events = bySession.get(owner);
        if (events == null) {
            if (isFull()) {
                reject("more than " + MOST_PARTS + " sessions in one request", start, end);
                return;
            }
            events = new ByteArrayOutputStream(end - start);
            bySession.put(owner, events);
        } else {
            events.write('\n');
        }
        events.write(body, start, end - start);
    }

    private boolean isFull() {
        return bySession.size() + queries.size() == MOST_PARTS;
    }

    private void reject(String reason, int start, int end) {
        if (unread++ == 0) {
            firstReason = number > 1 ? "event " + number + ": " + reason : reason;
        } else {
            rest.write('\n');
        }
        rest.write(body, start, end - start);
    }
}
