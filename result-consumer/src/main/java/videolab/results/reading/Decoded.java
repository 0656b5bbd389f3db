package videolab.results.reading;

/**
 * What the value of a record turned out to be.
 *
 * @param <T> what belongs on the topic
 */
sealed interface Decoded<T> {

    /** A record of the schema this reader knows, with every field that readers need. */
    record Value<T>(T value) implements Decoded<T> {}

    /** A correct record that this reader does not show. */
    record Other<T>() implements Decoded<T> {}

    /** A record of another schema; none of its fields may be guessed. */
    record UnknownSchema<T>(int schema) implements Decoded<T> {}

    /** A record that does not belong on the topic. */
    record Broken<T>(String why) implements Decoded<T> {}
}
