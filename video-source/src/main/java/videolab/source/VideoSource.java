package videolab.source;

import picocli.CommandLine.Command;
import videolab.cli.LabCommandLine;
import videolab.source.command.CdnLogsCommand;
import videolab.source.command.CollectCommand;
import videolab.source.command.FileCommand;
import videolab.source.command.ImagesCommand;
import videolab.source.command.LogsCommand;
import videolab.source.command.MockCommand;
import videolab.source.command.RenderCommand;
import videolab.source.command.StreamCommand;
import videolab.source.command.ViewersCommand;
import videolab.source.command.WebcamCommand;

/** Publishes frames, player events and CDN logs to Kafka; one subcommand for each kind of source. */
@Command(
        name = "./lab source",
        description = "Publishes camera frames, player events and CDN logs to Kafka.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            MockCommand.class,
            FileCommand.class,
            ImagesCommand.class,
            WebcamCommand.class,
            StreamCommand.class,
            RenderCommand.class,
            ViewersCommand.class,
            CdnLogsCommand.class,
            LogsCommand.class,
            CollectCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  ./lab source mock --cameras 2 --duration 60",
            "  ./lab source file holiday.mp4 --loop",
            "  ./lab source stream rtsp://user:password@camera.local/live --camera door",
            "  ./lab source viewers --viewers 500 --duration 10m --speed max --truth truth.jsonl"
        })
public final class VideoSource {

    public static void main(String[] args) {
        System.exit(LabCommandLine.run(new VideoSource(), args));
    }
}
