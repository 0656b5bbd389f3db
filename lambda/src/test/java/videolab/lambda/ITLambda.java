package videolab.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.contract.VideoId;
import videolab.contract.VideoMetadata;
import videolab.contract.VideoMetadataFile;
import videolab.media.SeekableBytes;
import videolab.media.StoredVideo;

/** The zip as AWS unpacks it, run by Lambda's own client of its Runtime API, in a process of its own. */
class ITLambda {

    private static final Path ZIP = Path.of("target/lambda.zip");
    private static final Path CLIP = Path.of("../sample-media/crowd.mp4");
    private static final long MOST_BYTES = 50_000_000;

    @TempDir
    private Path folder;

    private LoopbackS3 s3;
    private RuntimeApi lambda;
    private Process function;

    @BeforeEach
    void start() throws IOException {
        assumeThat(System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                .as("the zip holds natives of Linux on x86-64")
                .isEqualTo("Linux amd64");
        s3 = new LoopbackS3();
        lambda = new RuntimeApi();
        Path task = folder.resolve("task");
        unzip(task);
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:ErrorFile=" + folder.resolve("crash"),
                "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")),
                "-cp",
                task.resolve("lib") + "/*" + File.pathSeparator + runtimeClient(),
                "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                "videolab.lambda.MetadataOnUpload");
        java.environment()
                .putAll(Map.of(
                        "AWS_LAMBDA_RUNTIME_API",
                        lambda.address(),
                        "_HANDLER",
                        "videolab.lambda.MetadataOnUpload",
                        "AWS_LAMBDA_FUNCTION_NAME",
                        "f",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                        "512",
                        "AWS_REGION",
                        "eu-west-1",
                        "AWS_ACCESS_KEY_ID",
                        "key",
                        "AWS_SECRET_ACCESS_KEY",
                        "secret",
                        "AWS_ENDPOINT_URL_S3",
                        s3.endpoint()));
        function = java.redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (function != null) {
            function.destroyForcibly().waitFor();
            s3.close();
            lambda.close();
        }
    }

    @Test
    void writesTheMetadataThatTheLibraryWouldWrite() throws Exception {
        assertThat(Files.size(ZIP)).isLessThanOrEqualTo(MOST_BYTES);
        // A film of 64 MB with its index at the end: the clip's own index, behind a box of filling.
        byte[] clip = Files.readAllBytes(CLIP);
        byte[] film = filled(clip, 64 * 1024 * 1024);
        s3.objects.put("/films/videos/sub dir/#1 ü.mp4", film);

        String answer = lambda.invoke(event("films", "videos/sub+dir/%231+%C3%BC.mp4"));

        assertThat(answer)
                .as(Files.readString(folder.resolve("log")))
                .isEqualTo("response [\"library/metadata/sub dir/#1 ü.mp4.json\"]");
        VideoMetadataFile written =
                VideoMetadataFile.read(s3.objects.get("/films/library/metadata/sub dir/#1 ü.mp4.json"));
        assertThat(written.videoKey()).isEqualTo("sub dir/#1 ü.mp4");
        assertThat(written.contentType()).isEqualTo("video/mp4");
        assertThat(written.contentLength()).isEqualTo(film.length);
        assertThat(written.uri()).isEqualTo("s3a://films/videos/sub%20dir/%231%20ü.mp4");
        assertThat(written.video()).isEqualTo(VideoId.of(written.uri()));
        assertThat(written.modifiedAt()).isEqualTo(Instant.parse("2026-01-02T12:00:00Z"));
        assertThat(written.isOf(film.length, LoopbackS3.etag(film))).isTrue();
        assertThat(written.metadata()).isEqualTo(metadata(film));
        assertThat(written.probe().seekable()).isTrue();
        assertThat(s3.bytesRead.get()).as("of " + film.length).isLessThan(film.length / 20);
    }

    @Test
    void whatIsNoVideoIsLeftAloneAndAFailureOfTheStoreIsToldToLambda() throws Exception {
        s3.objects.put("/films/videos/notes.mp4", "some words".getBytes());

        assertThat(lambda.invoke(event("films", "videos/notes.mp4"))).isEqualTo("response []");
        assertThat(lambda.invoke(event("films", "videos/deleted.mp4"))).isEqualTo("response []");
        assertThat(lambda.invoke(event("films", "elsewhere/a.mp4"))).isEqualTo("response []");
        assertThat(s3.objects).hasSize(1);
        assertThat(Files.readString(folder.resolve("log")))
                .contains("no metadata of s3://films/videos/notes.mp4: ")
                .contains("videos/deleted.mp4: it is not there any more")
                .contains("elsewhere/a.mp4: not a file below videos/");

        s3.close();

        assertThat(lambda.invoke(event("films", "videos/notes.mp4"))).startsWith("error ");
    }

    private static VideoMetadata metadata(byte[] film) throws Exception {
        try (StoredVideo video = StoredVideo.open(new SeekableBytes() {
            @Override
            public long size() {
                return film.length;
            }

            @Override
            public int read(long position, byte[] buffer, int offset, int length) {
                if (position >= film.length) {
                    return -1;
                }
                int read = (int) Math.min(length, film.length - position);
                System.arraycopy(film, (int) position, buffer, offset, read);
                return read;
            }

            @Override
            public void close() {}
        })) {
            return video.metadata();
        }
    }

    /** The clip with its last box, the index, moved behind a box that players skip; offsets in the index stay right. */
    private static byte[] filled(byte[] clip, int size) {
        int moov = new String(clip, java.nio.charset.StandardCharsets.ISO_8859_1).lastIndexOf("moov") - 4;
        byte[] film = Arrays.copyOf(clip, size);
        int index = clip.length - moov;
        Arrays.fill(film, moov, size, (byte) 0);
        java.nio.ByteBuffer.wrap(film).putInt(moov, size - clip.length);
        System.arraycopy("free".getBytes(), 0, film, moov + 4, 4);
        System.arraycopy(clip, moov, film, size - index, index);
        return film;
    }

    private static String event(String bucket, String key) {
        return """
                {"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "eu-west-1",
                  "eventTime": "2026-01-02T12:00:00.000Z", "eventName": "ObjectCreated:Put",
                  "s3": {"s3SchemaVersion": "1.0", "bucket": {"name": "%s", "arn": "arn:aws:s3:::%s"},
                    "object": {"key": "%s", "size": 1, "eTag": "e", "sequencer": "0"}}}]}
                """
                .formatted(bucket, bucket, key);
    }

    private static void unzip(Path target) throws IOException {
        try (ZipFile zip = new ZipFile(ZIP.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.isDirectory()) {
                    continue;
                }
                Path file = target.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, file);
                }
            }
        }
    }

    /** Lambda's own part of the class path, which is not in the zip. */
    private static String runtimeClient() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar ->
                        jar.matches(".*/aws-lambda-java-(core|runtime-interface-client|serialization)-[^/]*\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
