package videolab.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * {@code metadata/<path>.json} of a library: what opening a video told. The Lambda function writes it on upload, and
 * {@code process library} writes it with a video's rows; {@code process library} does not open a video again whose file is there
 * with its size and ETag.
 *
 * @param videoKey the path from the input on
 * @param contentType by the name's extension
 * @param contentLength in bytes
 * @param video the id: see {@link VideoId}
 * @param modifiedAt when the file or object was written
 * @param etag of an object store; null elsewhere
 * @param probe what planning needs beside the metadata; null in files of older versions
 */
public record VideoMetadataFile(
        @JsonProperty("video_key") String videoKey,
        @JsonProperty("content_type") String contentType,
        @JsonProperty("content_length") long contentLength,
        @JsonProperty("video") String video,
        @JsonProperty("uri") String uri,
        @JsonProperty("modified_at") Instant modifiedAt,
        @JsonProperty("etag") String etag,
        @JsonProperty("VideoMetadata") VideoMetadata metadata,
        @JsonProperty("probe") Probe probe) {

    /** The folder of these files, below the library's root. */
    public static final String FOLDER = "metadata/";

    /**
     * How the file can be decoded in parts.
     *
     * @param seekable whether parts can be decoded by themselves
     * @param keyFrameMicros the mean distance of key frames; {@link Long#MAX_VALUE} where unknown
     * @param frameMicros how long one frame is shown
     * @param ownDuration whether the duration is the video stream's own
     */
    public record Probe(
            @JsonProperty("seekable") boolean seekable,
            @JsonProperty("key_frame_us") long keyFrameMicros,
            @JsonProperty("frame_us") long frameMicros,
            @JsonProperty("own_duration") boolean ownDuration)
            implements Serializable {}

    /** The name of a video's file from the library's root on. */
    public static String name(String videoKey) {
        return FOLDER + safe(videoKey) + ".json";
    }

    /** A path whose parts no filesystem takes for anything else: colon, percent sign and backslash are encoded. */
    private static String safe(String path) {
        StringBuilder safe = new StringBuilder();
        for (String part : path.split("/")) {
            if (part.isEmpty()) {
                continue;
            }
            String encoded = part.replace("%", "%25").replace(":", "%3A").replace("\\", "%5C");
            if (part.equals(".") || part.equals("..")) {
                encoded = part.replace(".", "%2E");
            }
            safe.append(safe.isEmpty() ? "" : "/").append(encoded);
        }
        return safe.toString();
    }

    /** Whether it tells of an object of this size and ETag; the quotes around ETags do not count. */
    public boolean isOf(long bytes, String objectEtag) {
        return etag != null
                && objectEtag != null
                && contentLength == bytes
                && unquoted(etag).equals(unquoted(objectEtag));
    }

    private static String unquoted(String etag) {
        return etag.replace("\"", "");
    }

    /** For people too: on lines of its own, in UTF-8. */
    public byte[] bytes() {
        return (Json.mapper().valueToTree(this).toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IOException when the bytes are not such a file */
    public static VideoMetadataFile read(byte[] json) throws IOException {
        return Json.read(json, VideoMetadataFile.class);
    }
}
