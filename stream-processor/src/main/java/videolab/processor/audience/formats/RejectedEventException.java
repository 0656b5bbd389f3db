package videolab.processor.audience.formats;

/** Says in one short sentence, without what the value holds, why it is no event. Has no stack trace: it is an answer, not a fault. */
final class RejectedEventException extends RuntimeException {

    RejectedEventException(String reason) {
        super(reason, null, false, false);
    }
}
