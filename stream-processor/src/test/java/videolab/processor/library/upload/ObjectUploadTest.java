package videolab.processor.library.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import videolab.cli.LabCommandLine;
import videolab.processor.StreamProcessor;
import videolab.processor.library.upload.ObjectUpload.Outcome;

class ObjectUploadTest {

    private static final int PART = 1_000;

    @TempDir
    private Path folder;

    private Bucket bucket;
    private S3Client s3;
    private ObjectUpload upload;

    @BeforeEach
    void start() throws IOException {
        bucket = new Bucket();
        s3 = S3Client.builder()
                .endpointOverride(URI.create(bucket.endpoint()))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(
                        store -> store.chunkedEncodingEnabled(false)) // the test's server reads plain bodies
                .build();
        upload = new ObjectUpload(s3, PART);
    }

    @AfterEach
    void stop() {
        s3.close();
        bucket.close();
    }

    @Test
    void aSmallFileGoesAtOnceAndNotAgainWhileItIsTheSame() throws IOException {
        Path file = file(900, 1);

        assertThat(put(file)).isEqualTo(Outcome.UPLOADED);
        assertThat(put(file)).isEqualTo(Outcome.UNCHANGED);
        assertThat(bucket.writes).containsExactly("PUT 0");

        Files.write(file, bytes(900, 2));

        assertThat(put(file)).isEqualTo(Outcome.UPLOADED);
        assertThat(bucket.object("/b/a file.mp4")).isEqualTo(bytes(900, 2));
    }

    @Test
    void anInterruptedUploadContinuesWithThePartsThatAreMissing() throws IOException {
        Path file = file(4_500, 1);
        bucket.refused = 3;
        assertThatThrownBy(() -> put(file)).isInstanceOf(S3Exception.class);
        bucket.refused = 0;
        bucket.writes.clear();
        List<Long> progress = new ArrayList<>();

        assertThat(upload.put(file, "b", "a file.mp4", progress::add)).isEqualTo(Outcome.RESUMED);

        assertThat(bucket.writes).containsExactly("PUT 3", "PUT 4", "PUT 5", "POST uploadId");
        assertThat(progress).containsExactly(1_000L, 2_000L, 3_000L, 4_000L, 4_500L);
        assertThat(bucket.object("/b/a file.mp4")).isEqualTo(bytes(4_500, 1));
        assertThat(put(file)).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void aFileThatChangedSinceTheInterruptionBeginsAgain() throws IOException {
        Path file = file(4_500, 1);
        bucket.refused = 3;
        assertThatThrownBy(() -> put(file)).isInstanceOf(S3Exception.class);
        bucket.refused = 0;
        Files.write(file, bytes(4_500, 2));

        assertThat(put(file)).isEqualTo(Outcome.UPLOADED);

        assertThat(bucket.object("/b/a file.mp4")).isEqualTo(bytes(4_500, 2));
    }

    @Test
    void wrongArgumentsAreOneSentence() throws IOException {
        String file = file(10, 1).toString();

        assertThat(run(file, "somewhere")).contains("s3a://BUCKET/FOLDER/ is expected");
        assertThat(run(file, file, "s3a://b/name")).contains("a folder ends in '/'");
        assertThat(run(folder.toString(), "s3a://b/")).contains("is not a file");
        assertThat(run(file, file, "s3a://b/")).contains("the same name");
    }

    private static String run(String... arguments) {
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("library-upload"));
        all.addAll(List.of(arguments));
        int exitCode = LabCommandLine.of(new StreamProcessor())
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        assertThat(exitCode).isEqualTo(LabCommandLine.WRONG_USAGE);
        return err.toString();
    }

    private Outcome put(Path file) throws IOException {
        return upload.put(file, "b", "a file.mp4", bytes -> {});
    }

    private Path file(int bytes, long seed) throws IOException {
        return Files.write(folder.resolve("a file.mp4"), bytes(bytes, seed));
    }

    private static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
