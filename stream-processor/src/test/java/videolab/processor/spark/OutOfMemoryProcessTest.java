package videolab.processor.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.ForeachFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import videolab.cli.LabCommandLine;
import videolab.cli.OutOfMemory;

/** What becomes of a process of its own whose memory runs out in a thread of Spark. */
class OutOfMemoryProcessTest {

    private static final int PATIENCE_S = 120;

    @TempDir
    private Path temporary;

    /** A service whose tasks, or whose threads, run out of memory. */
    @Command(name = "program")
    static final class Program implements Callable<Integer> {

        @Parameters
        private String how;

        @Parameters
        private Path checkpoint;

        public static void main(String[] args) {
            System.exit(LabCommandLine.run(new Program(), args));
        }

        @Override
        public Integer call() throws Exception {
            if (how.equals("thread")) {
                new Thread(() -> {
                            throw new OutOfMemoryError("Direct buffer memory");
                        })
                        .start();
                TimeUnit.HOURS.sleep(1);
            }
            boolean library = how.equals("library-in-a-task");
            ForeachFunction<Row> work = row -> runOut(library);
            VoidFunction2<Dataset<Row>, Long> batch = (rows, id) -> rows.foreach(work);
            try (SparkSession spark = LabSpark.open("out of memory", "local[2]", false);
                    SupervisedQuery query = SupervisedQuery.start("test", () -> spark.readStream()
                            .format("rate")
                            .load()
                            .writeStream()
                            .foreachBatch(batch)
                            .option("checkpointLocation", checkpoint.toString())
                            .start())) {
                query.end().get();
            }
            return LabCommandLine.DONE;
        }

        private static void runOut(boolean library) {
            if (library) {
                throw new OutOfMemoryError("Direct buffer memory");
            }
            List<byte[]> kept = new ArrayList<>();
            while (kept.size() < Integer.MAX_VALUE) {
                kept.add(new byte[1024 * 1024]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap-in-a-task", "library-in-a-task", "thread"})
    void aProcessWhoseMemoryRunsOutEndsWith3(String how) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + temporary));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                how,
                temporary.resolve("checkpoint").toString()));
        Path log = temporary.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor()).as(() -> read(log)).isEqualTo(OutOfMemory.EXIT_CODE);
        } finally {
            process.destroyForcibly();
        }
        if (!how.startsWith("heap")) { // of that the JVM says so itself, and ./lab removes the folder
            assertThat(log).content(UTF_8).contains("error: out of memory (Direct buffer memory)");
            try (Stream<Path> left = Files.walk(temporary)) {
                assertThat(left.map(Path::getFileName).map(Path::toString))
                        .doesNotContain(Long.toString(process.pid()));
            }
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
