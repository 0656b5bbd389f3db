package videolab.cli;

import java.util.Optional;

/** Wrong usage or configuration: one sentence with the option, its value and what is accepted. Exit code 2. */
public final class UsageException extends RuntimeException {

    private final String option;

    public UsageException(String sentence) {
        super(sentence);
        this.option = null;
    }

    public UsageException(String option, Object value, String accepted) {
        super(option + " is '" + value + "', but " + accepted);
        this.option = option;
    }

    /** The option whose value is wrong, with its dashes; empty when the sentence is about several. */
    Optional<String> option() {
        return Optional.ofNullable(option);
    }
}
