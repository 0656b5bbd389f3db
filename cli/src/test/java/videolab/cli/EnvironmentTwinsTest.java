package videolab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class EnvironmentTwinsTest {

    @Command(name = "./lab paint", subcommands = Below.class)
    private static final class Paint implements Runnable {

        @Mixin
        Broker broker;

        @Option(names = {"-c", "--wall-color"})
        String color = "white";

        @Option(names = "--coats", defaultValue = "1")
        int coats;

        @Option(names = "--dry")
        boolean dry;

        @FromEnvironment("VIDEO_LAB_KPI_ROOT")
        @Option(names = "--root")
        String root;

        @FromEnvironment("HADOOP_USER_NAME")
        @Option(names = "--user")
        String user;

        @FromEnvironment("VIDEO_LAB_WALL")
        @Parameters(arity = "0..1")
        String wall;

        @Override
        public void run() {
            if (coats < 1) {
                throw new UsageException("--coats", coats, "1 or more is expected");
            }
        }
    }

    @Command(name = "below")
    private static final class Below implements Runnable {

        @Option(names = "--depth")
        int depth;

        @Override
        public void run() {
            // Its option is what is tested.
        }
    }

    private record Ran(Paint paint, int exitCode, String err) {}

    private static Ran run(Map<String, String> environment, String... args) {
        Paint paint = new Paint();
        StringWriter err = new StringWriter();
        CommandLine line = LabCommandLine.of(paint, environment).setErr(new PrintWriter(err));
        return new Ran(paint, line.execute(args), err.toString().strip());
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentAndThatOverTheDefault() {
        assertThat(run(Map.of()).paint().color).isEqualTo("white");
        assertThat(run(Map.of("VIDEO_LAB_WALL_COLOR", "red")).paint().color).isEqualTo("red");
        assertThat(run(Map.of("VIDEO_LAB_WALL_COLOR", "red"), "-c", "blue").paint().color)
                .isEqualTo("blue");
        assertThat(run(Map.of("VIDEO_LAB_DRY", "true")).paint().dry).isTrue();
        assertThat(run(Map.of("VIDEO_LAB_WALL", "north")).paint().wall).isEqualTo("north");
    }

    @Test
    void anEmptyVariableCountsAsUnset() {
        Paint paint = run(Map.of("VIDEO_LAB_COATS", "", "VIDEO_LAB_WALL_COLOR", " ", "VIDEO_LAB_DRY", ""))
                .paint();

        assertThat(paint.coats).isEqualTo(1);
        assertThat(paint.color).isEqualTo("white");
        assertThat(paint.dry).isFalse();
    }

    @Test
    void anAliasWinsOverTheTwinAndAForeignNameReplacesIt() {
        Map<String, String> both = Map.of("VIDEO_LAB_KPI_ROOT", "kpis", "VIDEO_LAB_ROOT", "faces");
        assertThat(run(both).paint().root).isEqualTo("kpis");
        assertThat(run(Map.of("VIDEO_LAB_ROOT", "faces")).paint().root).isEqualTo("faces");
        assertThat(run(Map.of("HADOOP_USER_NAME", "hdfs")).paint().user).isEqualTo("hdfs");
        assertThat(run(Map.of("VIDEO_LAB_USER", "me")).paint().user).isNull();
        assertThat(run(Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka:1"))
                        .paint()
                        .broker
                        .bootstrap())
                .isEqualTo("kafka:1");
    }

    @Test
    void anUnreadableValueNamesItsVariable() {
        assertThat(run(Map.of("VIDEO_LAB_COATS", "many")))
                .satisfies(ran -> assertThat(ran.exitCode()).isEqualTo(2))
                .satisfies(ran -> assertThat(ran.err())
                        .isEqualTo(
                                "error: VIDEO_LAB_COATS in the environment: Invalid value for option '--coats': 'many'"
                                        + " is not an int (see: ./lab paint --help)"));
        assertThat(run(Map.of("VIDEO_LAB_COATS", "0")).err())
                .isEqualTo("error: VIDEO_LAB_COATS in the environment: --coats is '0', but 1 or more is expected"
                        + " (see: ./lab paint --help)");
        assertThat(run(Map.of("VIDEO_LAB_COATS", "3"), "--coats", "0").err())
                .isEqualTo("error: --coats is '0', but 1 or more is expected (see: ./lab paint --help)");
        assertThat(run(Map.of("VIDEO_LAB_COATS", "3"), "--coats", "many").err())
                .startsWith("error: Invalid value for option '--coats'");
        assertThat(run(Map.of("VIDEO_LAB_DEPTH", "deep"), "below").err()).startsWith("error: VIDEO_LAB_DEPTH");
        assertThat(run(Map.of("KAFKA_CONFIG", "no-such-file"), "below").exitCode())
                .isZero();
    }

    @Test
    void helpIsNoMatterOfTheEnvironment() {
        assertThat(run(Map.of("VIDEO_LAB_HELP", "true", "VIDEO_LAB_VERSION", "true"))
                        .exitCode())
                .isZero();
    }

    @Test
    void aTypoIsAnsweredWithWhatWasMeant() {
        assertThat(run(Map.of(), "--coat", "1").err())
                .isEqualTo("error: Unknown option: '--coat'; did you mean --coats? (see: ./lab paint --help)");
    }
}
