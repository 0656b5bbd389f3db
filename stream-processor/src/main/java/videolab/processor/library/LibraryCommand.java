package videolab.processor.library;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import videolab.cli.Broker;
import videolab.cli.FailedException;
import videolab.cli.FullDisk;
import videolab.cli.LabCommandLine;
import videolab.cli.StopSignal;
import videolab.cli.SummaryOption;
import videolab.cli.Tuning;
import videolab.cli.UsageException;
import videolab.contract.Topics;
import videolab.processor.library.inputs.HadoopSettings;
import videolab.processor.library.inputs.InputListing;
import videolab.processor.library.inputs.InputListing.Listed;
import videolab.processor.library.inputs.Refusals;
import videolab.processor.library.inputs.S3Options;
import videolab.processor.library.report.LibraryCatalog;
import videolab.processor.library.sampling.SamplingSettings;
import videolab.processor.library.store.LibraryStore;
import videolab.processor.spark.LabSpark;
import videolab.processor.spark.SparkStop;

/** {@code process library}: video files to labels, shots and pictures. */
@Command(
        name = "library",
        description =
                "Turns video files into labels, segments, shots and pictures: a folder, s3a:// or hdfs:// in, Parquet"
                        + " and JSON out.",
        footer = {
            "",
            "Exit code: 0 finished, even if some videos are partial, or ended by Ctrl-C; 1 a video or the run failed; 2 wrong"
                    + " usage. With --watch Ctrl-C ends it with 0, whatever became of the videos.",
            "",
            "Examples:",
            "  ./lab process library --input sample-media --output library",
            "  ./lab process library --input videos --labels onnx --label-model yolox.onnx --output library",
            "  ./lab process library --input 's3a://bucket/videos/' --output s3a://bucket/library --labels faces,person",
            "  ./lab process library --input videos --output library --watch"
        })
public final class LibraryCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(LibraryCommand.class);
    private static final int MOST_IGNORED_SHOWN = 10;

    @Option(
            names = "--input",
            paramLabel = "PATH",
            required = true,
            arity = "1..*",
            description = "Folder, file or glob of videos: local, s3a:// or hdfs://; several are possible.")
    private List<String> inputs;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "library",
            description = "Folder of tables and pictures: local, s3a:// or hdfs:// (default: ${DEFAULT-VALUE}).")
    private String output;

    @Mixin
    private LibraryOptions options;

    @Option(
            names = "--watch",
            description = "Keep running until Ctrl-C: process each new or changed video as soon as it is complete.")
    private boolean watch;

    @Tuning
    @Option(names = "--force", description = "Process videos again even if the output already has their results.")
    private boolean force;

    @Tuning
    @Option(names = "--publish", description = "Also send label rows to the topic video-labels (see --bootstrap).")
    private boolean publish;

    @Mixin
    private Broker broker;

    @Mixin
    private S3Options s3;

    @Option(
            names = "--part-length",
            paramLabel = "SECONDS",
            hidden = true,
            defaultValue = "60",
            description = "Shortest part of a long video.")
    private double partSeconds;

    @Tuning
    @Option(
            names = "--master",
            paramLabel = "URL",
            defaultValue = "local[*]",
            description = "Spark's address (default: ${DEFAULT-VALUE}, all cores of this machine).")
    private String master;

    @Tuning
    @Option(names = "--ui", description = "Serve Spark's web page at http://localhost:4040.")
    private boolean ui;

    @Mixin
    private SummaryOption summary;

    /**
     * What is done with each video by these options of the command, for callers that do it in a loop of their own.
     *
     * @throws UsageException when an option or a model file is wrong
     */
    public static SamplingSettings sampling(String... options) {
        LibraryOptions parsed = new LibraryOptions();
        LabCommandLine.of(parsed).parseArgs(options);
        return parsed.settings();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LibrarySettings settings = new LibrarySettings(
                inputs,
                output,
                options.settings(),
                force,
                partSeconds,
                s3.settings(),
                publish ? Optional.of(broker.settings()) : Optional.empty());
        if (publish) {
            broker.require(Topics.VIDEO_LABELS.name());
        }
        Configuration hadoop = HadoopSettings.configuration(settings.hadoop());
        Path root = InputListing.path(output);
        FullDisk.watch("--output", output);
        Path qualified = root.getFileSystem(hadoop).makeQualified(root);
        InputListing.Seen seen = new InputListing.Seen();
        Listed listed = watch
                ? InputListing.look(inputs, qualified, hadoop, seen)
                : InputListing.list(inputs, qualified, hadoop);
        LOG.info(
                "{} videos, {} other files",
                listed.videos().size(),
                listed.ignored().size());
        // The rows of all tasks come here, and are written as they come.
        System.setProperty("spark.driver.maxResultSize", System.getProperty("spark.driver.maxResultSize", "0"));
        try (StopSignal stop = SparkStop.install();
                LibraryStore store = open(root, hadoop);
                SparkSession spark = LabSpark.open("video-lab library", master, ui);
                LabelMessages messages = new LabelMessages(settings.kafka())) {
            LibraryService service = new LibraryService(spark, settings, store, messages);
            stop.onRequest(service::stop);
            stop.begin();
            if (watch) {
                LibrarySummary all = new LibraryWatch(
                                () -> InputListing.look(inputs, qualified, hadoop, seen), service, store, hadoop, stop)
                        .run();
                summary.print(all, () -> text(all));
                return LabCommandLine.DONE;
            }
            LibrarySummary done = service.work(listed);
            LibraryCatalog.write(root, hadoop);
            summary.print(done, () -> text(done));
            boolean isWhole = done.remaining() == 0 || stop.requested().isDone();
            return done.failed().isEmpty() && isWhole ? LabCommandLine.DONE : LabCommandLine.FAILED;
        } catch (IOException e) {
            throw new FailedException(Refusals.sentence("the library at " + output, e), e);
        } finally {
            AnalyzerPool.close(settings.sampling());
        }
    }

    private LibraryStore open(Path root, Configuration hadoop) {
        try {
            return LibraryStore.open(root, hadoop);
        } catch (IOException e) {
            throw new FailedException(Refusals.sentence("--output " + InputListing.masked(output), e), e);
        }
    }

    private static String text(LibrarySummary done) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%d videos: %d complete, %d partial, %d failed, %d unchanged; %d label rows in %s",
                done.videos(),
                done.complete(),
                done.partial(),
                done.failed().size(),
                done.unchanged(),
                done.labels(),
                done.output()));
        text.append(String.format(
                Locale.ROOT,
                "%n%.1f s of video in %.1f s (%.1f × real time)",
                done.videoSeconds(),
                done.wallSeconds(),
                done.videoSeconds() / Math.max(done.wallSeconds(), 0.001)));
        if (!done.ignored().isEmpty()) {
            int shown = Math.min(MOST_IGNORED_SHOWN, done.ignored().size());
            text.append(String.format(
                    "%nignored %d files that are not videos: %s%s",
                    done.ignored().size(),
                    String.join(", ", done.ignored().subList(0, shown)),
                    shown < done.ignored().size() ? ", …" : ""));
        }
        if (done.remaining() > 0) {
            text.append(String.format(
                    "%nstopped before %d videos were processed; the same command goes on", done.remaining()));
        }
        done.failed()
                .forEach(failure -> text.append(String.format("%nfailed: %s: %s", failure.uri(), failure.reason())));
        return text.toString();
    }
}
