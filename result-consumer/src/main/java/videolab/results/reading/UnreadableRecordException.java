package videolab.results.reading;

/** A record lacks a field that readers need; the message says which. */
final class UnreadableRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    UnreadableRecordException(String message) {
        super(message);
    }
}
