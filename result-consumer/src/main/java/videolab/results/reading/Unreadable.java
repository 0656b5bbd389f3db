package videolab.results.reading;

/**
 * Records on a topic that were not what belongs there.
 *
 * @param unknownSchema records of a schema this reader does not know
 * @param broken everything else: no JSON, or fields missing
 */
public record Unreadable(long unknownSchema, long broken) {

    public static final Unreadable NONE = new Unreadable(0, 0);

    public long total() {
        return unknownSchema + broken;
    }

    public Unreadable plusUnknownSchema() {
        return new Unreadable(unknownSchema + 1, broken);
    }

    public Unreadable plusBroken() {
        return new Unreadable(unknownSchema, broken + 1);
    }
}
