package videolab.processor.audience.formats;

/** Why a value is not an event, in one short sentence that repeats nothing of it. It has no stack trace: it is an answer, not a fault. */
final class RejectedEventException extends RuntimeException {

    RejectedEventException(String reason) {
        super(reason, null, false, false);
    }
}
