package videolab.cli;

import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How {@code --help} looks: the options that people use, then those of {@link Tuning}, then examples. */
final class HelpPage {

    private static final String TUNING = "tuning";
    private static final String LAUNCHER = "./lab ";

    private HelpPage() {}

    /** Gives a command and those below it help, a version and the lab's sections. */
    static void prepare(CommandLine line) {
        prepareOne(line);
        // For all below it too.
        List<String> sections = new ArrayList<>(line.getHelpSectionKeys());
        sections.add(sections.indexOf(UsageMessageSpec.SECTION_KEY_OPTION_LIST) + 1, TUNING);
        line.setHelpSectionKeys(sections);
    }

    private static void prepareOne(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        // Not by picocli's mixin: it takes a method's parameters to come behind the options of the mixin.
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print the version and exit.")
                .build());
        spec.versionProvider(new Version());
        UsageMessageSpec usage = spec.usageMessage();
        usage.abbreviateSynopsis(true);
        usage.sortOptions(false);
        line.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, help -> help.synopsis(help.synopsisHeadingLength())
                        .replace(spec.qualifiedName(), Launcher.adapt(name(spec))));
        line.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> options(help, mainOptions(spec)));
        line.getHelpSectionMap().put(TUNING, help -> {
            List<OptionSpec> tuning = tuningOptions(spec);
            String options = tuning.isEmpty() ? "" : help.createHeading("%nTuning%n") + options(help, tuning);
            return options
                    + example(spec)
                            .map(example -> help.createHeading(
                                    "%nEvery option can also be set as an environment variable: " + example + "%n"))
                            .orElse("");
        });
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> Arrays.stream(usage.footer())
                .map(Launcher::adapt)
                .map(text -> footerLine(help, usage, text))
                .collect(Collectors.joining()));
        line.getSubcommands().values().forEach(HelpPage::prepareOne);
    }

    /** picocli would wrap an example too, which is then no command any more, and a sentence in the middle of a word. */
    private static String footerLine(Help help, UsageMessageSpec usage, String text) {
        String line = help.colorScheme().ansi().string(String.format(text));
        return (text.startsWith("  ") ? line : wrapped(line, usage.width())) + System.lineSeparator();
    }

    private static String wrapped(String text, int width) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ")) {
            if (column > 0 && column + 1 + word.length() >= width) {
                lines.append(System.lineSeparator());
                column = 0;
            }
            lines.append(column > 0 ? " " : "").append(word);
            column += (column > 0 ? 1 : 0) + word.length();
        }
        return lines.toString();
    }

    private static Optional<String> example(CommandSpec spec) {
        return Stream.concat(mainOptions(spec).stream(), tuningOptions(spec).stream())
                .filter(option -> EnvironmentTwins.names(option).stream().anyMatch(EnvironmentTwins::isTwin))
                .findFirst()
                .map(option -> option.longestName() + " is "
                        + EnvironmentTwins.names(option).get(0) + ".");
    }

    /** What a person types to run the command. */
    static String name(CommandSpec spec) {
        String name = spec.name();
        for (CommandSpec each = spec; each.parent() != null; each = each.parent()) {
            TopLevel topLevel = each.userObject().getClass().getAnnotation(TopLevel.class);
            if (topLevel != null) {
                return LAUNCHER + (topLevel.value().isEmpty() ? name : topLevel.value());
            }
            name = each.parent().name() + " " + name;
        }
        return name;
    }

    static List<OptionSpec> mainOptions(CommandSpec spec) {
        return spec.options().stream()
                .filter(option -> !option.hidden() && !isTuning(option))
                // Help and version last: nobody opens the page for them.
                .sorted(Comparator.comparing(option -> option.usageHelp() || option.versionHelp()))
                .toList();
    }

    private static List<OptionSpec> tuningOptions(CommandSpec spec) {
        return spec.options().stream()
                .filter(option -> !option.hidden() && isTuning(option))
                .sorted(Comparator.comparing(option -> option.longestName().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static boolean isTuning(OptionSpec option) {
        return option.userObject() instanceof AnnotatedElement element && element.isAnnotationPresent(Tuning.class);
    }

    private static String options(Help help, List<OptionSpec> options) {
        Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
        layout.addOptions(options, help.parameterLabelRenderer());
        return layout.toString();
    }
}
