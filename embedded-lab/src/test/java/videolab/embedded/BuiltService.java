package videolab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A service in a process of its own, as people run it: {@code java -jar} on what the build made. */
public final class BuiltService implements AutoCloseable {

    private static final int PATIENCE_S = 60;

    private final Process process;

    private BuiltService(Process process) {
        this.process = process;
    }

    /**
     * Starts a service.
     *
     * @param module such as {@code stream-processor}
     * @param log file that its output is appended to; a bare name is a file in {@code target}
     * @param arguments options of Java, which start with {@code -X} or {@code -D}, then the command and its options
     */
    public static BuiltService start(String module, String log, String... arguments) throws IOException {
        Path jar = Path.of("..", module, "target", module + ".jar");
        assertThat(jar).exists();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // As the tests themselves: pom.xml.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=192m", "-XX:+UseSerialGC"));
        int java = 0;
        while (arguments[java].startsWith("-X") || arguments[java].startsWith("-D")) {
            command.add(arguments[java++]);
        }
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(List.of(arguments).subList(java, arguments.length));
        return new BuiltService(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target").resolve(log).toFile()))
                .start());
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end of a command that ends by itself. */
    public int exitCode() throws InterruptedException {
        assertThat(process.waitFor(2 * PATIENCE_S, TimeUnit.SECONDS)).as("ends").isTrue();
        return process.exitValue();
    }

    /** Asks the service to stop (SIGTERM), and fails if it does not; returns its exit code. */
    public int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS))
                .as("ends on SIGTERM")
                .isTrue();
        return process.exitValue();
    }

    /** Kills the service (SIGKILL), if it is still running. */
    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
