package videolab.contract;

/** The names of the headers of a record on {@link Topics#REJECTED_FRAMES} and {@link Topics#REJECTED_EVENTS}. */
public final class RejectHeaders {

    /** Why, in one sentence. */
    public static final String REASON = "reason";

    /** The partition the record was read from, decimal. */
    public static final String SOURCE_PARTITION = "source-partition";

    /** The offset the record was read from, decimal. */
    public static final String SOURCE_OFFSET = "source-offset";

    /** The topic the record was read from; on {@link Topics#REJECTED_EVENTS}, which two topics feed. */
    public static final String SOURCE_TOPIC = "source-topic";

    private RejectHeaders() {}
}
