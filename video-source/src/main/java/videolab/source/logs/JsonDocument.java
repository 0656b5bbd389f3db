package videolab.source.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;

/** A file of JSON that is not an object a line: an array, or objects over several lines. Gives each of its objects as a line. */
final class JsonDocument implements AutoCloseable {

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final JsonParser parser;

    JsonDocument(InputStream in) throws IOException {
        parser = JSON.createParser(in);
    }

    /** Whether a file begins like one, by its first line that is not blank. */
    static boolean beginsWith(byte[] line) {
        String text = new String(line, UTF_8).strip();
        if (text.isEmpty()) {
            return false;
        }
        char last = text.charAt(text.length() - 1);
        return text.charAt(0) == '['
                || text.charAt(0) == '{' && (last == '{' || last == ',' || last == ':' || last == '[');
    }

    /** The next object, or the text of an array that holds one; null at the end. */
    byte[] next() throws IOException {
        JsonToken token = parser.nextToken();
        while (token == JsonToken.START_ARRAY || token == JsonToken.END_ARRAY) {
            token = parser.nextToken();
        }
        if (token == null) {
            return null;
        }
        if (token == JsonToken.VALUE_STRING) {
            return parser.getText().getBytes(UTF_8);
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            generator.copyCurrentStructure(parser);
        }
        return text.toString().getBytes(UTF_8);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
