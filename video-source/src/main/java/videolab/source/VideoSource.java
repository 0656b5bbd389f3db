package videolab.source;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import videolab.cli.LabCommandLine;
import videolab.source.command.CdnLogsCommand;
import videolab.source.command.FileCommand;
import videolab.source.command.ImagesCommand;
import videolab.source.command.MockCommand;
import videolab.source.command.RenderCommand;
import videolab.source.command.StreamCommand;
import videolab.source.command.ViewersCommand;
import videolab.source.command.WebcamCommand;

/** Sends frames of cameras, files and drawn scenes, and what players tell, to Kafka; one subcommand for each kind of source. */
@Command(
        name = "video-source",
        description = "Sends frames of cameras, files and drawn scenes, and what players and CDNs tell, to Kafka.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            MockCommand.class,
            FileCommand.class,
            ImagesCommand.class,
            WebcamCommand.class,
            StreamCommand.class,
            RenderCommand.class,
            ViewersCommand.class,
            CdnLogsCommand.class
        },
        footer = {
            "",
            "Every option may also come from the environment: --no-drop is VIDEO_LAB_NO_DROP=true.",
            "",
            "Examples:",
            "  video-source mock --cameras 2 --duration 60",
            "  video-source file holiday.mp4 --loop",
            "  video-source stream rtsp://user:password@camera.local/live --camera door",
            "  video-source viewers --viewers 500 --duration 10m --speed max --truth truth.jsonl",
            "  video-source COMMAND --help"
        })
public final class VideoSource {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    public static void main(String[] args) {
        System.exit(LabCommandLine.run(new VideoSource(), args));
    }
}
