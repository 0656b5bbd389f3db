package videolab.processor.library.inputs;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import videolab.cli.FromEnvironment;
import videolab.cli.Tuning;
import videolab.processor.spark.files.NioHadoopLocal;
import videolab.processor.spark.files.NioLocalFs;

/** The options of everything that reads or writes a library, and the settings of Hadoop's filesystems that follow. */
public final class S3Options {

    /** Keys that {@code spark-submit} passes on, then the SDK's own chain: by default Hadoop reads no profile. */
    private static final String CREDENTIALS = String.join(
            ",",
            "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider",
            "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
            "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider");

    private static final String SPARK_PREFIX = "spark.hadoop.";

    @Tuning
    @FromEnvironment("AWS_ENDPOINT_URL_S3")
    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            description =
                    "Object store other than Amazon's, such as MinIO (AWS_ENDPOINT_URL_S3; default: none). Its URLs then"
                            + " carry the bucket in the path.")
    private String endpoint;

    /** The AWS SDK's own client, with its usual chain of credentials. To be closed. */
    public S3Client client() {
        boolean other = endpoint != null && !endpoint.isBlank();
        S3ClientBuilder client = S3Client.builder()
                .forcePathStyle(other)
                // Wherever the bucket is: the region need not be set.
                .crossRegionAccessEnabled(!other)
                .region(Region.of(Stream.of("AWS_REGION", "AWS_DEFAULT_REGION")
                        .map(System::getenv)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse("us-east-1")))
                // MD5 goes with each request; other stores may not know the newer checksums.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        if (other) {
            client.endpointOverride(URI.create(endpoint));
        }
        return client.build();
    }

    /** By Hadoop's names; those that {@code spark-submit} passes on win. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("fs.file.impl", NioHadoopLocal.class.getName());
        settings.put("fs.AbstractFileSystem.file.impl", NioLocalFs.class.getName());
        // A probe jumps: this stream keeps to what it is asked for.
        settings.put("fs.s3a.input.stream.type", "classic");
        settings.put("fs.s3a.aws.credentials.provider", CREDENTIALS);
        // By default a store that went down is asked for minutes, for each request of each video.
        settings.put("fs.s3a.attempts.maximum", "3");
        settings.put("fs.s3a.retry.limit", "3");
        if (endpoint != null && !endpoint.isBlank()) {
            settings.put("fs.s3a.endpoint", endpoint);
            settings.put("fs.s3a.path.style.access", "true");
            settings.put(
                    "fs.s3a.connection.ssl.enabled",
                    String.valueOf("https".equals(URI.create(endpoint).getScheme())));
        }
        System.getProperties().forEach((key, value) -> {
            String name = String.valueOf(key);
            if (name.startsWith(SPARK_PREFIX)) {
                settings.put(name.substring(SPARK_PREFIX.length()), String.valueOf(value));
            }
        });
        return settings;
    }
}
