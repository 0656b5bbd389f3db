package videolab.results.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import videolab.contract.Json;

/**
 * Decodes JSON records of one schema. A record that cannot be decoded is skipped and counted, and the first of each kind
 * is reported. Belongs to the thread that reads; {@link #unreadable()} may be called from any.
 *
 * @param <T> what a record holds
 */
public final class JsonDecoder<T> implements RecordHandler {

    /** Year 9999 is the last with four digits, as on the wire; every reader can calculate with it in milliseconds. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** Turns the JSON of the known schema into a value. */
    @FunctionalInterface
    interface Binding<T> {

        /** Empty where the record is correct and not for this reader. */
        Optional<T> bind(ConsumerRecord<byte[], byte[]> record, JsonNode tree)
                throws IOException, UnreadableRecordException;
    }

    private final List<String> topics;
    private final String what;
    private final int schema;
    private final Binding<T> binding;
    private final BiConsumer<T, Instant> values;
    private final Consumer<String> notices;

    private volatile Unreadable unreadable = Unreadable.NONE;

    /** @param what belongs on the topics, for a person, such as {@code result} */
    JsonDecoder(
            List<String> topics,
            String what,
            int schema,
            Binding<T> binding,
            BiConsumer<T, Instant> values,
            Consumer<String> notices) {
        this.topics = List.copyOf(topics);
        this.what = what;
        this.schema = schema;
        this.binding = binding;
        this.values = values;
        this.notices = notices;
    }

    @Override
    public List<String> topics() {
        return topics;
    }

    /** How many records could not be decoded so far. */
    public Unreadable unreadable() {
        return unreadable;
    }

    @Override
    public void record(ConsumerRecord<byte[], byte[]> record, Instant readAt) {
        Decoded<T> decoded = decode(record);
        if (decoded instanceof Decoded.Value<T> value) {
            values.accept(value.value(), readAt);
        } else if (decoded instanceof Decoded.UnknownSchema<T> unknown) {
            if (unreadable.unknownSchema() == 0) {
                report(record, "has schema " + unknown.schema() + ", and this reader knows " + schema);
            }
            unreadable = unreadable.plusUnknownSchema();
        } else if (decoded instanceof Decoded.Broken<T> broken) {
            if (unreadable.broken() == 0) {
                report(record, "is not a " + what + " (" + broken.why() + ")");
            }
            unreadable = unreadable.plusBroken();
        }
    }

    private void report(ConsumerRecord<byte[], byte[]> record, String fault) {
        notices.accept(Printable.of("record " + record.offset() + " of partition " + record.partition() + " of "
                + record.topic() + " " + fault + "; such records are skipped and counted"));
    }

    Decoded<T> decode(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null || value.length == 0) {
            return new Decoded.Broken<>("it is empty");
        }
        try {
            JsonNode tree = Json.mapper().readTree(value);
            // Before the fields are bound: another schema may give the same names another type.
            JsonNode number = tree.path("schema");
            if (!number.isInt()) {
                return new Decoded.Broken<>("it has no schema");
            }
            if (number.intValue() != schema) {
                return new Decoded.UnknownSchema<>(number.intValue());
            }
            Optional<T> bound = binding.bind(record, tree);
            return bound.isPresent() ? new Decoded.Value<>(bound.get()) : new Decoded.Other<>();
        } catch (UnreadableRecordException e) {
            return new Decoded.Broken<>(e.getMessage());
        } catch (JsonProcessingException e) {
            return new Decoded.Broken<>(e.getOriginalMessage());
        } catch (IOException | RuntimeException e) {
            // Any program can write to the topic: no bytes at all may end the reading.
            return new Decoded.Broken<>(e.toString());
        }
    }

    /** Whether it is an instant of the wire, from 1970 to 9999. */
    static boolean isPlausible(Instant instant) {
        return instant != null && !instant.isBefore(Instant.EPOCH) && !instant.isAfter(LATEST);
    }
}
