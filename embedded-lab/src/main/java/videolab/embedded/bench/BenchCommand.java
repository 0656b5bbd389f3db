package videolab.embedded.bench;

import picocli.CommandLine.Command;
import videolab.embedded.bench.faces.BenchFacesCommand;
import videolab.embedded.bench.library.BenchLibraryCommand;
import videolab.embedded.bench.page.BenchPageCommand;

/** {@code ./lab bench …} */
@Command(
        name = "bench",
        description = "Measures a part of the lab.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BenchAudienceCommand.class,
            BenchCollectorCommand.class,
            BenchFacesCommand.class,
            BenchLibraryCommand.class,
            BenchPageCommand.class
        })
public final class BenchCommand {}
