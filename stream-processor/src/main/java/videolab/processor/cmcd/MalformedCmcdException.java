package videolab.processor.cmcd;

/** Its message says in a few words what is wrong; it repeats no value. */
public final class MalformedCmcdException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedCmcdException(String reason) {
        super(reason, null, false, false);
    }
}
