package videolab.embedded.eval;

import picocli.CommandLine.Command;

/** {@code ./lab eval …} */
@Command(
        name = "eval",
        description = "Scores a part of the lab against labeled data.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {EvalFacesCommand.class, EvalAudienceCommand.class, EvalEmotionCommand.class})
public final class EvalCommand {}
