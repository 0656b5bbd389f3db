package videolab.processor;

import picocli.CommandLine.Command;
import videolab.cli.LabCommandLine;
import videolab.processor.audience.AudienceCommand;
import videolab.processor.cdn.CdnCommand;
import videolab.processor.faces.FacesCommand;
import videolab.processor.library.LibraryCommand;
import videolab.processor.library.report.LibraryReportCommand;
import videolab.processor.library.search.LibrarySearchCommand;
import videolab.processor.library.upload.LibraryUploadCommand;
import videolab.processor.models.ModelsCommand;

/** {@code java -jar stream-processor.jar audience|cdn|faces|library|library-report|library-search|library-upload|models …} */
@Command(
        name = "./lab process",
        description = "Runs a pipeline of the lab on Spark.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AudienceCommand.class,
            CdnCommand.class,
            FacesCommand.class,
            LibraryCommand.class,
            LibraryReportCommand.class,
            LibrarySearchCommand.class,
            LibraryUploadCommand.class,
            ModelsCommand.class
        })
public final class StreamProcessor {

    public StreamProcessor() {}

    public static void main(String[] args) {
        System.exit(LabCommandLine.run(new StreamProcessor(), args));
    }
}
