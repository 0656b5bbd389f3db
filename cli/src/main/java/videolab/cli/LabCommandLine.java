package videolab.cli;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/**
 * Runs a picocli command the way every command of the lab runs: 0 done, 1 failed at run time, 2 wrong usage. A
 * {@link UsageException} or {@link FailedException} is told in one sentence; anything else is a bug and keeps its stack.
 */
public final class LabCommandLine {

    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int WRONG_USAGE = 2;

    private static final Logger LOG = LoggerFactory.getLogger(LabCommandLine.class);

    private LabCommandLine() {}

    public static int run(Object command, String... args) {
        return of(command).execute(args);
    }

    /** The command line itself, for tests that read what it prints. */
    public static CommandLine of(Object command) {
        return new CommandLine(command)
                .registerConverter(Duration.class, Durations::parse)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((e, args) -> {
                    CommandLine line = e.getCommandLine();
                    return say(line, WRONG_USAGE, sentence(e) + hint(line));
                })
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    if (e instanceof UsageException) {
                        return say(line, WRONG_USAGE, e.getMessage() + hint(line));
                    }
                    if (e instanceof FailedException) {
                        LOG.debug("failed", e);
                        return say(line, FAILED, e.getMessage());
                    }
                    throw e;
                });
    }

    private static String sentence(ParameterException e) {
        // A constructor's or converter's own sentence says more than picocli's words around it.
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UsageException) {
                return cause.getMessage();
            }
        }
        return e.getMessage();
    }

    private static String hint(CommandLine line) {
        return " (see: " + line.getCommandSpec().qualifiedName() + " --help)";
    }

    private static int say(CommandLine line, int exitCode, String sentence) {
        line.getErr().println(Ansi.AUTO.string("@|red error:|@ ") + sentence);
        line.getErr().flush();
        return exitCode;
    }
}
