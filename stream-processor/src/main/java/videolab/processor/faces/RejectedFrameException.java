package videolab.processor.faces;

/** A frame that cannot be analysed, now or later; the message is the reason, in one sentence. */
final class RejectedFrameException extends RuntimeException {

    RejectedFrameException(String reason) {
        super(reason, null, false, false);
    }
}
