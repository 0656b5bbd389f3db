package videolab.processor.cdn.formats;

/** Receives, in order, the result of each line of a value. */
public interface LogOutcomes {

    void accepted(CdnRequest request);

    /**
     * A line, or the rest of a value, that cannot be read.
     *
     * @param value the bytes it stands in; they are not copied
     * @param from its first byte
     * @param to the byte after its last
     * @param reason a few words; they quote nothing of the line
     */
    void rejected(byte[] value, int from, int to, String reason);
}
