package videolab.processor.library.upload;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.cli.TopLevel;
import videolab.cli.UsageException;
import videolab.processor.library.inputs.Refusals;
import videolab.processor.library.inputs.S3Options;

/** {@code library upload}: files into an object store. */
@TopLevel("library upload")
@Command(
        name = "library-upload",
        description = "Uploads files to a bucket. A file that is there with the same size and content is skipped; an"
                + " interrupted upload continues.",
        footer = {
            "",
            "Exit code: 0 all files are there; 1 a file could not be uploaded; 2 wrong usage.",
            "",
            "Examples:",
            "  ./lab library upload holiday.mp4 s3a://bucket/videos/",
            "  ./lab library upload *.mp4 s3a://videos/ --s3-endpoint http://localhost:9005"
        })
public final class LibraryUploadCommand implements Callable<Integer> {

    private static final Pattern TARGET = Pattern.compile("s3a?://([^/@]+)/?(.*)");
    private static final long PROGRESS_EVERY = TimeUnit.SECONDS.toNanos(2);
    private static final double MEGABYTE = 1e6;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE... s3a://BUCKET/FOLDER/",
            hideParamSyntax = true,
            arity = "2..*",
            description =
                    "Files, then the bucket's folder. Without the last slash it is the name of one file's object.")
    private List<String> arguments;

    @Mixin
    private S3Options s3;

    /** One file and its object. */
    private record Task(Path file, String bucket, String key) {}

    @Override
    public Integer call() {
        List<Task> tasks = tasks();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        int failed = 0;
        try (S3Client client = s3.client()) {
            ObjectUpload upload = new ObjectUpload(client, ObjectUpload.USUAL_PART_BYTES);
            for (Task task : tasks) {
                String target = "s3a://" + task.bucket + "/" + task.key;
                try {
                    ObjectUpload.Outcome outcome =
                            upload.put(task.file, task.bucket, task.key, progress(task.file, err));
                    out.println(outcome.name().toLowerCase(Locale.ROOT) + " " + target);
                    out.flush();
                } catch (IOException | UncheckedIOException e) {
                    failed++;
                    err.println("failed: " + task.file + ": " + Refusals.reason(e));
                } catch (S3Exception e) {
                    failed++;
                    err.println("failed: " + task.file + ": " + sentence(task.bucket, e));
                } catch (SdkClientException e) {
                    throw new FailedException(Refusals.sentence(target, e), e); // the next file would fare no better
                } catch (SdkException e) {
                    failed++;
                    err.println("failed: " + task.file + ": " + e.getMessage());
                }
                err.flush();
            }
        }
        return failed == 0 ? LabCommandLine.DONE : LabCommandLine.FAILED;
    }

    private static String sentence(String bucket, S3Exception e) {
        String code = e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorCode());
        if (code.equals("NoSuchBucket")) {
            return "there is no bucket " + bucket;
        }
        if (e.statusCode() == 403 || code.equals("InvalidAccessKeyId")) {
            return "no permission to write to the bucket " + bucket + ", or wrong credentials";
        }
        if (code.equals("BadDigest")) {
            return "it changed while it was uploaded; run the command again";
        }
        return "the store answered " + e.statusCode() + " " + code;
    }

    private List<Task> tasks() {
        String last = arguments.get(arguments.size() - 1);
        Matcher target = TARGET.matcher(last);
        if (!target.matches()) {
            throw new UsageException("the last argument is '" + last + "'; s3a://BUCKET/FOLDER/ is expected ('hdfs dfs"
                    + " -put' uploads to HDFS)");
        }
        String prefix = target.group(2);
        List<String> files = arguments.subList(0, arguments.size() - 1);
        boolean folder = prefix.isEmpty() || prefix.endsWith("/");
        if (!folder && files.size() > 1) {
            throw new UsageException("the last argument is '" + last + "', the name of one object, but " + files.size()
                    + " files are given; a folder ends in '/'");
        }
        List<Task> tasks = new ArrayList<>();
        for (String name : files) {
            Path file = Path.of(name);
            if (!Files.isRegularFile(file)) {
                throw new UsageException("'" + name + "' is not a file; files are expected");
            }
            tasks.add(new Task(file, target.group(1), folder ? prefix + file.getFileName() : prefix));
        }
        if (tasks.stream().map(Task::key).distinct().count() < tasks.size()) {
            throw new UsageException("two of the files have the same name, and would be one object");
        }
        return tasks;
    }

    private static LongConsumer progress(Path file, PrintWriter err) {
        double all = file.toFile().length() / MEGABYTE;
        long start = System.nanoTime();
        long[] told = {start};
        return bytes -> {
            long now = System.nanoTime();
            if (now - told[0] >= PROGRESS_EVERY) {
                told[0] = now;
                double done = bytes / MEGABYTE;
                err.printf(
                        Locale.ROOT,
                        "%s: %.0f of %.0f MB, %.1f MB/s%n",
                        file.getFileName(),
                        done,
                        all,
                        done / ((now - start) / 1e9));
                err.flush();
            }
        };
    }
}
