package videolab.processor.library.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.cli.UsageException;
import videolab.processor.library.inputs.HadoopSettings;
import videolab.processor.library.inputs.InputListing;
import videolab.processor.library.inputs.Refusals;
import videolab.processor.library.inputs.S3Options;

/** {@code process library-report}: a page and charts of a library. */
@Command(
        name = "library-report",
        description =
                "Writes a report on a library: report/index.html, PNG charts and common_labels.csv below its output.")
public final class LibraryReportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--library",
            paramLabel = "DIR",
            defaultValue = "library",
            description = "The output of 'process library' (default: ${DEFAULT-VALUE}).")
    private String library;

    @Mixin
    private S3Options s3;

    @Override
    public Integer call() {
        Configuration hadoop = HadoopSettings.configuration(s3.settings());
        try {
            Path page = LibraryReport.write(InputListing.path(library), hadoop);
            spec.commandLine().getOut().println(page);
            spec.commandLine().getOut().flush();
            return LabCommandLine.DONE;
        } catch (FileNotFoundException e) {
            throw new UsageException("--library", library, "the output folder of './lab process library' is expected");
        } catch (IOException e) {
            throw new FailedException(Refusals.sentence("--library " + library, e), e);
        }
    }
}
