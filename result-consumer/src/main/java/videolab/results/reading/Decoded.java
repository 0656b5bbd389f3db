package videolab.results.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import videolab.contract.Face;
import videolab.contract.FrameResult;
import videolab.contract.Json;

/** What the value of a record on the results topic turned out to be. */
sealed interface Decoded {

    /** A result of the schema this reader knows, with every field that identifies and places it. */
    record Result(FrameResult result) implements Decoded {}

    /** A result of another schema: right for some other reader, and nothing in it may be guessed. */
    record UnknownSchema(int schema) implements Decoded {}

    /** No result at all. */
    record Broken(String why) implements Decoded {}

    /** Up to four digits of the year, as on the wire: every reader's arithmetic in milliseconds bears that. */
    Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    static Decoded of(byte[] value) {
        if (value == null || value.length == 0) {
            return new Broken("it is empty");
        }
        try {
            JsonNode tree = Json.mapper().readTree(value);
            // Before the fields are bound: another schema may give the same names another type.
            JsonNode schema = tree.path("schema");
            if (!schema.isInt()) {
                return new Broken("it has no schema");
            }
            if (schema.intValue() != FrameResult.SCHEMA) {
                return new UnknownSchema(schema.intValue());
            }
            return checked(Json.mapper().treeToValue(tree, FrameResult.class));
        } catch (JsonProcessingException e) {
            return new Broken(e.getOriginalMessage());
        } catch (IOException | RuntimeException e) {
            // Anybody can write to the topic: no bytes at all may end the reading.
            return new Broken(e.toString());
        }
    }

    private static Decoded checked(FrameResult result) {
        if (result.camera() == null || result.frame() == null) {
            return new Broken("it has no camera or no frame");
        }
        if (!isPlausible(result.capturedAt()) || !isPlausible(result.analyzedAt())) {
            return new Broken("captured_at or analyzed_at is not between 1970 and 9999");
        }
        for (Face face : result.faces()) {
            if (face.box() == null) {
                return new Broken("a face has no box");
            }
        }
        return new Result(result);
    }

    private static boolean isPlausible(Instant instant) {
        return instant != null && !instant.isBefore(Instant.EPOCH) && !instant.isAfter(LATEST);
    }
}
