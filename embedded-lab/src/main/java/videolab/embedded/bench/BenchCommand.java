package videolab.embedded.bench;

import picocli.CommandLine.Command;

/** {@code ./lab bench …} */
@Command(
        name = "bench",
        description = "Measures a part of the lab.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {BenchAudienceCommand.class})
public final class BenchCommand {}
