package videolab.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Runs a picocli command the way every command of the lab runs: 0 done, 1 failed at run time, 2 wrong usage, 3 out of memory. A
 * {@link UsageException} or {@link FailedException} is printed as one sentence; anything else is a bug and keeps its stack.
 * Every option may come from the environment; every command answers {@code --help} and {@code --version}.
 */
public final class LabCommandLine {

    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int WRONG_USAGE = 2;

    private static final Logger LOG = LoggerFactory.getLogger(LabCommandLine.class);

    private final EnvironmentTwins twins;

    private LabCommandLine(EnvironmentTwins twins) {
        this.twins = twins;
    }

    /** Runs a command on the standard streams, in UTF-8 whatever the locale: containers often have none. */
    public static int run(Object command, String... args) {
        PrintWriter out = writer(new PipeOutput());
        PrintWriter err = Launcher.adapting(writer(new FileOutputStream(FileDescriptor.err)));
        OutOfMemory.watchThreads();
        ProcessFolder.prepare();
        try {
            return of(command).setOut(out).setErr(err).execute(args);
        } finally {
            out.flush();
            err.flush();
            // Before the hooks of the JVM: Spark's would meet it in theirs.
            ProcessFolder.removeNow();
        }
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, UTF_8));
    }

    /** The command line itself, for tests that read what it prints. */
    public static CommandLine of(Object command) {
        return of(command, System.getenv());
    }

    /** The same in another environment. */
    public static CommandLine of(Object command, Map<String, String> environment) {
        return new LabCommandLine(new EnvironmentTwins(environment)).configured(new CommandLine(command));
    }

    /** Whether the terminal takes colors: {@code NO_COLOR} and {@code TERM=dumb} turn them off. */
    public static boolean colors() {
        return ansi().enabled();
    }

    private static Ansi ansi() {
        return "dumb".equals(System.getenv("TERM")) ? Ansi.OFF : Ansi.AUTO;
    }

    private CommandLine configured(CommandLine line) {
        line.registerConverter(Duration.class, Durations::parse)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi()))
                .setDefaultValueProvider(twins)
                .setParameterExceptionHandler((e, args) -> {
                    CommandLine of = e.getCommandLine();
                    return say(of, WRONG_USAGE, sentence(e, args) + hint(of));
                })
                .setExecutionExceptionHandler((e, of, parsed) -> {
                    OutOfMemory.endIfCauseOf(e);
                    if (e instanceof UsageException wrong) {
                        return say(of, WRONG_USAGE, sentence(of, wrong) + hint(of));
                    }
                    if (e instanceof FailedException) {
                        LOG.debug("failed", e);
                        return say(of, FAILED, e.getMessage());
                    }
                    Optional<String> fullDisk = FullDisk.sentence(e);
                    if (fullDisk.isPresent()) {
                        LOG.debug("failed", e);
                        return say(of, FAILED, fullDisk.get());
                    }
                    throw e;
                });
        HelpPage.prepare(line);
        return line;
    }

    /** A constructor's or converter's own sentence says more than picocli's words around it. */
    private String sentence(ParameterException e, String... args) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UsageException wrong) {
                return sentence(e.getCommandLine(), wrong);
            }
        }
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            return e.getMessage() + "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
        }
        ArgSpec argument = e.getArgSpec();
        return argument == null || isTyped(argument, args)
                ? e.getMessage()
                : twins.variable(argument)
                        .map(variable -> variable + " in the environment: " + e.getMessage())
                        .orElse(e.getMessage());
    }

    private static boolean isTyped(ArgSpec argument, String... args) {
        if (!(argument instanceof CommandLine.Model.OptionSpec option)) {
            return false;
        }
        for (String arg : args) {
            for (String name : option.names()) {
                if (arg.equals(name) || arg.startsWith(name + "=")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** With the variable, where the value came from the environment. */
    private String sentence(CommandLine line, UsageException wrong) {
        return wrong.option()
                .map(name -> line.getCommandSpec().findOption(name))
                .filter(option ->
                        line.getParseResult() == null || !line.getParseResult().hasMatchedOption(option))
                .flatMap(twins::variable)
                .map(variable -> variable + " in the environment: " + wrong.getMessage())
                .orElse(wrong.getMessage());
    }

    private static String hint(CommandLine line) {
        return " (see: " + HelpPage.name(line.getCommandSpec()) + " --help)";
    }

    private static int say(CommandLine line, int exitCode, String sentence) {
        line.getErr().println(line.getColorScheme().ansi().string("@|red error:|@ ") + sentence);
        line.getErr().flush();
        return exitCode;
    }
}
