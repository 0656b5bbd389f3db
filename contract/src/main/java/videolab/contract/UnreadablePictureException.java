package videolab.contract;

/** Bytes that the analysis does not read as a picture; the message is the reason, in one sentence. */
public final class UnreadablePictureException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnreadablePictureException(String reason) {
        super(reason, null, false, false);
    }
}
