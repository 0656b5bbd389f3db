package videolab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class FullDiskTest {

    /** A device that is always full. */
    private static final Path FULL = Path.of("/dev/full");

    @Command(name = "writes")
    static final class Writes implements Callable<Integer> {
        @Override
        public Integer call() throws IOException {
            FullDisk.watch("--root", FULL.toUri().toString());
            try (OutputStream out = Files.newOutputStream(FULL)) {
                out.write(1);
            }
            return LabCommandLine.DONE;
        }
    }

    @Test
    void aCommandThatMeetsOneEndsWithTheFolderAndWhatToDo() {
        assumeThat(FULL).as("a device of Linux").exists();
        CommandLine line = LabCommandLine.of(new Writes());
        StringWriter printed = new StringWriter();
        line.setErr(new PrintWriter(printed));

        assertThat(line.execute()).isEqualTo(LabCommandLine.FAILED);
        assertThat(printed.toString())
                .matches("error: the disk of /.* is full; free some space there, or name a folder on another disk by"
                        + " (--root|TMPDIR)\n");
    }

    @Command(name = "says")
    static final class SaysItself implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new FailedException("the file truth.jsonl cannot be written", new IOException("Disk quota exceeded"));
        }
    }

    @Test
    void aSentenceThatNamesTheFileIsNotReplaced() {
        CommandLine line = LabCommandLine.of(new SaysItself());
        StringWriter printed = new StringWriter();
        line.setErr(new PrintWriter(printed));

        assertThat(line.execute()).isEqualTo(LabCommandLine.FAILED);
        assertThat(printed.toString()).isEqualTo("error: the file truth.jsonl cannot be written\n");
    }

    @Test
    void otherFailuresAreNone() {
        assertThat(FullDisk.sentence(new IOException("No such file or directory")))
                .isEmpty();
        assertThat(FullDisk.sentence(new IOException((String) null))).isEmpty();
    }

    @Test
    void foldersOfOtherFilesystemsAreNotLookedAt() {
        FullDisk.watch("--root", "hdfs://namenode:8020/faces");
        FullDisk.watch("--root", "s3a://bucket/x y");

        assertThat(FullDisk.sentence(new IOException("Disk quota exceeded")).orElseThrow())
                .doesNotContain("hdfs", "s3a");
    }
}
