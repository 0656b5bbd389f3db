package videolab.processor.library.rekognition;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import videolab.contract.VideoMetadata;
import videolab.processor.library.assembly.VideoFile;

/** What {@code StartLabelDetection} takes: H.264 in MP4 or MOV on Amazon S3, up to 10 GB and 6 hours. */
final class StoredVideoLimits {

    private static final long LARGEST_BYTES = 10L << 30;
    private static final long LONGEST_MILLIS = 6 * 3_600_000L;
    private static final int LONGEST_KEY = 1_024;

    private StoredVideoLimits() {}

    /**
     * Why Rekognition does not take the video; empty where it does.
     *
     * @param amazonStore whether {@code s3a://} is Amazon's here
     */
    static Optional<String> refusal(VideoFile file, VideoMetadata metadata, boolean amazonStore) {
        URI address = URI.create(file.uri());
        if (!"s3a".equals(address.getScheme()) || !amazonStore) {
            return Optional.of("Rekognition reads stored videos from Amazon S3 alone");
        }
        if (key(address).length() > LONGEST_KEY) {
            return Optional.of("Rekognition takes keys of at most 1,024 characters");
        }
        String format = metadata.format().toLowerCase(Locale.ROOT);
        if (!metadata.codec().equals("h264") || !(format.contains("mov") || format.contains("mp4"))) {
            return Optional.of("Rekognition takes H.264 in MP4 or MOV, and this is " + metadata.codec() + " in "
                    + metadata.format());
        }
        if (file.bytes() > LARGEST_BYTES) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "Rekognition takes at most 10 GB, and this has %.1f",
                    file.bytes() / (double) (1 << 30)));
        }
        if (metadata.durationMillis() == null) {
            return Optional.of("its duration is unknown, and so is what Rekognition would cost");
        }
        if (metadata.durationMillis() > LONGEST_MILLIS) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "Rekognition takes at most 6 hours, and this has %.1f",
                    metadata.durationMillis() / 3.6e6));
        }
        return Optional.empty();
    }

    static String bucket(URI address) {
        return address.getAuthority();
    }

    static String key(URI address) {
        return address.getPath().substring(1);
    }
}
