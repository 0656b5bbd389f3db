package videolab.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3EventNotificationRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import videolab.contract.ContentTypes;
import videolab.contract.VideoId;
import videolab.contract.VideoMetadataFile;
import videolab.media.FfmpegException;
import videolab.media.StoredVideo;

/**
 * Writes {@code metadata/<path>.json} of each video that was uploaded, as {@code process library} does. By the environment:
 * {@code VIDEOS_PREFIX} (default {@code videos/}), the input of {@code process library} in the bucket; {@code LIBRARY_PREFIX}
 * (default {@code library/}), its output. An object that is no video is left alone. A failure of S3 fails the invocation, which
 * Lambda then repeats.
 */
public final class MetadataOnUpload implements RequestHandler<S3Event, List<String>> {

    static {
        // The home folder of a function cannot be written to.
        System.setProperty("org.bytedeco.javacpp.cachedir", System.getProperty("java.io.tmpdir") + "/javacpp");
    }

    private static final int NOT_FOUND = 404;

    private final S3Client s3;
    private final String videos;
    private final String library;

    /** As Lambda makes it. */
    public MetadataOnUpload() {
        this(System.getenv());
    }

    MetadataOnUpload(Map<String, String> environment) {
        videos = environment.getOrDefault("VIDEOS_PREFIX", "videos/");
        library = environment.getOrDefault("LIBRARY_PREFIX", "library/");
        s3 = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                // A store other than Amazon's has its buckets in the path, and may not know the newer checksums.
                .forcePathStyle(environment.containsKey("AWS_ENDPOINT_URL_S3"))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(store -> store.chunkedEncodingEnabled(false)) // what is written is small
                .build();
    }

    /** Returns the keys that were written. */
    @Override
    public List<String> handleRequest(S3Event event, Context context) {
        List<String> written = new ArrayList<>();
        for (S3EventNotificationRecord record : event.getRecords()) {
            String bucket = record.getS3().getBucket().getName();
            // In events, and nowhere else, a key is encoded as in a form: '+' is a space.
            String key = URLDecoder.decode(record.getS3().getObject().getKey(), StandardCharsets.UTF_8);
            String name = "s3://" + bucket + "/" + key;
            if (key.endsWith("/") || !key.startsWith(videos)) {
                context.getLogger().log("ignored: " + name + ": not a file below " + videos + "\n");
                continue;
            }
            try {
                Optional<VideoMetadataFile> metadata = metadata(bucket, key);
                if (metadata.isEmpty()) {
                    context.getLogger().log("ignored: " + name + ": it is not there any more\n");
                    continue;
                }
                String target = library + VideoMetadataFile.name(metadata.get().videoKey());
                s3.putObject(
                        put -> put.bucket(bucket).key(target).contentType("application/json"),
                        RequestBody.fromBytes(metadata.get().bytes()));
                context.getLogger().log("written: " + target + "\n");
                written.add(target);
            } catch (FfmpegException e) { // doing it again would not change the file
                context.getLogger().log("no metadata of " + name + ": " + e.getMessage() + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return written;
    }

    private Optional<VideoMetadataFile> metadata(String bucket, String key) throws FfmpegException, IOException {
        HeadObjectResponse head;
        try {
            head = s3.headObject(object -> object.bucket(bucket).key(key));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
        String uri = uri(bucket, key);
        String videoKey = key.substring(videos.length());
        try (S3Ranges bytes = new S3Ranges(s3, bucket, key, head.eTag(), head.contentLength());
                StoredVideo video = StoredVideo.open(bytes)) {
            return Optional.of(new VideoMetadataFile(
                    videoKey,
                    ContentTypes.of(videoKey),
                    head.contentLength(),
                    VideoId.of(uri),
                    uri,
                    head.lastModified(),
                    head.eTag().replace("\"", ""),
                    video.metadata(),
                    new VideoMetadataFile.Probe(
                            video.isSeekable(),
                            video.keyFrameDistanceMicros(),
                            video.frameMicros(),
                            video.hasOwnDuration())));
        }
    }

    /** As Hadoop names the object, which the video's id is made of. */
    private static String uri(String bucket, String key) {
        try {
            return new URI("s3a", bucket, "/" + key, null, null).toString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
