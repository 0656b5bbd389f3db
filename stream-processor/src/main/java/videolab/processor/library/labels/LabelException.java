package videolab.processor.library.labels;

/** A detector that could not look at a picture; the message says why. */
public final class LabelException extends RuntimeException {

    private static final long serialVersionUID = 1;

    LabelException(String why, Throwable cause) {
        super(why, cause);
    }
}
