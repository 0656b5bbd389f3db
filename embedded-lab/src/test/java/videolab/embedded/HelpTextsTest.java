package videolab.embedded;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * {@code ./lab … --help} prints the texts in {@code cli/help}, so that it needs no build. They are what the commands print;
 * {@code -Dlab.help=write} writes them anew.
 */
class HelpTextsTest {

    private static final Path TEXTS = Path.of("../cli/help");
    private static final int COLUMNS = 80;

    private static Map<String, String> printed;

    @BeforeAll
    static void print() throws IOException {
        printed = below(CompletionCommand.everyCommand(), "")
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
        if ("write".equals(System.getProperty("lab.help"))) {
            Files.createDirectories(TEXTS);
            for (Map.Entry<String, String> text : printed.entrySet()) {
                Files.writeString(TEXTS.resolve(text.getKey()), text.getValue());
            }
        }
    }

    @Test
    void theLauncherPrintsWhatTheCommandsWould() throws IOException {
        try (Stream<Path> files = Files.list(TEXTS)) {
            assertThat(files.map(file -> file.getFileName().toString()).collect(toSet()))
                    .isEqualTo(printed.keySet());
        }
        for (Map.Entry<String, String> text : printed.entrySet()) {
            assertThat(TEXTS.resolve(text.getKey())).content().isEqualTo(text.getValue());
        }
    }

    @Test
    void linesFitATerminal() {
        // But for commands, which are pasted whole.
        assertThat(printed).allSatisfy((file, text) -> assertThat(
                        text.lines().filter(line -> !line.startsWith("  ./lab ") && !line.startsWith("  curl ")))
                .allSatisfy(line -> assertThat(line).as(file).hasSizeLessThanOrEqualTo(COLUMNS)));
    }

    private static Stream<Map.Entry<String, String>> below(CommandLine line, String prefix) {
        return line.getSubcommands().entrySet().stream().flatMap(entry -> {
            CommandLine command = entry.getValue();
            Stream<Map.Entry<String, String>> deeper = below(command, prefix + entry.getKey() + "-");
            // The launcher's own commands, build and test, and its groups have no class and no text here.
            return command.getCommandSpec().userObject() == null
                    ? deeper
                    : Stream.concat(
                            Stream.of(Map.entry(prefix + entry.getKey() + ".txt", command.getUsageMessage(Ansi.OFF))),
                            deeper);
        });
    }
}
