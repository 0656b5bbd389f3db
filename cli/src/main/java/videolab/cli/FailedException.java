package videolab.cli;

/** The command was right, and could not be done: one sentence with what failed and the way out. Exit code 1. */
public final class FailedException extends RuntimeException {

    public FailedException(String sentence) {
        super(sentence);
    }

    public FailedException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
