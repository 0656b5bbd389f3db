package videolab.cli;

/** Wrong usage or configuration: one sentence with the option, its value and what is accepted. Exit code 2. */
public final class UsageException extends RuntimeException {

    public UsageException(String sentence) {
        super(sentence);
    }

    public UsageException(String option, Object value, String accepted) {
        super(option + " is '" + value + "', but " + accepted);
    }
}
