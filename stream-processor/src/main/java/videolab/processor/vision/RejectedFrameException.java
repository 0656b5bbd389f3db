package videolab.processor.vision;

/** A frame that cannot be analyzed, now or later; the message is the reason, in one sentence. */
public final class RejectedFrameException extends RuntimeException {

    public RejectedFrameException(String reason) {
        super(reason, null, false, false);
    }
}
