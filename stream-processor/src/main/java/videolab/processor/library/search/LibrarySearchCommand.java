package videolab.processor.library.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.cli.TopLevel;
import videolab.cli.UsageException;
import videolab.contract.Json;
import videolab.processor.library.inputs.HadoopSettings;
import videolab.processor.library.inputs.S3Options;
import videolab.processor.library.search.LabelSearch.Found;
import videolab.processor.library.search.LabelSearch.Hit;

/** {@code library search}: where a label is. */
@TopLevel("library search")
@Command(
        name = "library-search",
        description = "Finds where a label appears in the videos of a library.",
        footer = {
            "",
            "Exit code: 0, even if nothing was found.",
            "",
            "Examples:",
            "  ./lab library search person",
            "  ./lab library search \"person entered\" --min-confidence 60 --library hdfs://namenode/library --json"
        })
public final class LibrarySearchCommand implements Callable<Integer> {

    private static final int MOST_SUGGESTED = 20;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LABEL", description = "A label's name or a part of it; case does not matter.")
    private String label;

    @Option(
            names = "--library",
            paramLabel = "DIR",
            defaultValue = "library",
            description = "The output of 'process library' (default: ${DEFAULT-VALUE}).")
    private String library;

    @Option(
            names = "--min-confidence",
            paramLabel = "PERCENT",
            defaultValue = "0",
            description = "Hide results below this confidence, 0 to 100 (default: ${DEFAULT-VALUE}).")
    private double minConfidence;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "Show at most this many results, most confident first (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin
    private S3Options s3;

    @Option(names = "--json", description = "Print one JSON object per line instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new UsageException("--limit", limit, "1 or more is expected");
        }
        LabelSearch search = new LabelSearch(label, minConfidence, limit);
        Found found;
        String root;
        try {
            if (library.matches("[a-zA-Z][a-zA-Z0-9+.-]+:/.*")) {
                root = library;
                found = remote(search);
            } else {
                Path folder = Path.of(library).toAbsolutePath().normalize();
                root = folder.toString();
                if (!Files.isDirectory(folder.resolve("index"))) {
                    throw missing();
                }
                found = search.inFolder(folder.resolve("index"));
            }
        } catch (IOException e) {
            throw new FailedException("--library " + library + " cannot be read: " + e.getMessage(), e);
        }
        print(found, root);
        return LabCommandLine.DONE;
    }

    private UsageException missing() {
        return new UsageException(
                "--library", library, "the output folder of './lab process library' is expected, with an index in it");
    }

    private Found remote(LabelSearch search) throws IOException {
        org.apache.hadoop.fs.Path index = new org.apache.hadoop.fs.Path(library, "index");
        FileSystem files = index.getFileSystem(HadoopSettings.configuration(s3.settings()));
        if (!files.exists(index)) {
            throw missing();
        }
        for (FileStatus status : files.listStatus(index)) {
            try (InputStream in = files.open(status.getPath())) {
                search.search(in);
            }
        }
        return search.result();
    }

    private void print(Found found, String root) {
        PrintWriter out = spec.commandLine().getOut();
        for (Hit hit : found.hits()) {
            out.println(json ? Json.line(hit) : line(hit, root));
        }
        if (!json && found.hits().isEmpty()) {
            List<String> names =
                    found.labels().keySet().stream().limit(MOST_SUGGESTED).toList();
            out.println("nothing was found"
                    + (names.isEmpty() ? "" : "; the library has labels such as " + String.join(", ", names)));
        } else if (!json && found.found() > found.hits().size()) {
            out.println("… " + (found.found() - found.hits().size()) + " more; --limit shows them");
        }
        out.flush();
    }

    private static String line(Hit hit, String root) {
        return String.format(
                Locale.ROOT,
                "%3.0f %%  %s - %s  %-20s  %s%s",
                hit.confidence(),
                time(hit.startMillis()),
                time(hit.endMillis()),
                hit.label(),
                printable(hit.key()),
                hit.thumbnail() == null ? "" : "  " + root + "/" + hit.thumbnail());
    }

    /** A file's name is anybody's: no control characters reach the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "�");
    }

    private static String time(long millis) {
        return String.format(
                Locale.ROOT,
                "%d:%02d:%02d.%01d",
                millis / 3_600_000,
                millis / 60_000 % 60,
                millis / 1000 % 60,
                millis % 1000 / 100);
    }
}
