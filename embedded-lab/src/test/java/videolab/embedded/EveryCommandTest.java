package videolab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What holds for each command of the lab, those of all services. */
class EveryCommandTest {

    private static final int MOST_OPTIONS = 10;

    private static Stream<List<String>> commands() {
        return below(CompletionCommand.everyCommand(), List.of())
                .filter(command -> !List.of(List.of("build"), List.of("clean"), List.of("test"), List.of("library"))
                        .contains(command)); // the launcher's own
    }

    private static Stream<List<String>> below(CommandLine line, List<String> path) {
        return line.getSubcommands().entrySet().stream().flatMap(entry -> {
            List<String> deeper =
                    Stream.concat(path.stream(), Stream.of(entry.getKey())).toList();
            return Stream.concat(Stream.of(deeper), below(entry.getValue(), deeper));
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpShowsTheOptionsThatPeopleUseAndTheRestUnderTuning(List<String> command) {
        String help = run(command, "--help");
        List<String> shown = help.lines()
                .takeWhile(line -> !line.equals("Tuning"))
                .filter(line -> line.startsWith("      --"))
                .toList();

        assertThat(help).startsWith("Usage: ./lab " + String.join(" ", command));
        assertThat(shown).hasSizeLessThanOrEqualTo(MOST_OPTIONS);
        assertThat(help.lines()).filteredOn(line -> line.equals("Tuning")).hasSizeLessThanOrEqualTo(1);
        assertThat(help).as("a label of the option's value").doesNotContainPattern("=<[a-z]");
        assertThat(help).as("a section that can be pasted").doesNotContain("video-source ", "stream-processor ");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandTellsItsVersion(List<String> command) {
        assertThat(run(command, "--version")).startsWith("video lab ");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionIsDescribedByASentence(List<String> command) {
        CommandLine line = CompletionCommand.everyCommand();
        for (String name : command) {
            line = line.getSubcommands().get(name);
        }
        assertThat(line.getCommandSpec().options())
                .allSatisfy(option -> assertThat(String.join(" ", option.description()))
                        .as(option.longestName())
                        .endsWith("."));
        assertThat(line.getCommandSpec().usageMessage().description()).isNotEmpty();
    }

    @Test
    void completionKnowsTheCommandsOfAllServices() {
        for (String shell : List.of("bash", "zsh")) {
            assertThat(run(List.of("completion"), shell))
                    .contains(
                            "--cameras", "--aggregate-only", "--follow", "--kafka-config", "complete -F _complete_lab")
                    .contains("_picocli_lab_process_faces", "_picocli_lab_topics_create", "_picocli_lab_models_get")
                    .doesNotContain("_picocli_lab_process_models", "_picocli_lab_results_topics");
        }
    }

    private static String run(List<String> command, String... args) {
        StringWriter out = new StringWriter();
        CommandLine lab = CompletionCommand.everyCommand().setOut(new PrintWriter(out));
        int exitCode =
                lab.execute(Stream.concat(command.stream(), Stream.of(args)).toArray(String[]::new));
        assertThat(exitCode).isZero();
        return out.toString();
    }
}
