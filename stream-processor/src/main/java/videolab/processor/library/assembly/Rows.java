package videolab.processor.library.assembly;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import videolab.contract.VideoMetadata;

/**
 * The rows of the library's tables. Columns of the lab are lower case; the others have Rekognition's names and units:
 * confidence 0..100, boxes as ratios of the picture, times in milliseconds.
 */
public final class Rows {

    /** The kinds of labels. */
    public static final String OBJECT = "object";

    public static final String ACTION = "action";
    public static final String CUE = "cue";

    private Rows() {}

    /**
     * One video, whatever became of it.
     *
     * @param video 16 hexadecimal digits: the start of the SHA-256 of the URI
     * @param videoKey the path from the input on
     * @param status {@code complete}, {@code partial} or {@code failed}
     * @param reason why it is not complete; null where it is
     * @param frames decoded; where only samples were decoded, those
     * @param damaged frames that the decoder had to guess parts of
     * @param samples how many frames the detectors looked at
     * @param shots how many there are; null where they were not looked for
     * @param sheet the contact sheet's path from the output on; null if there is none
     * @param detectors which models looked at it
     * @param settings a fingerprint; equal where the same video gives the same rows
     * @param run which run wrote the row
     */
    public record VideoRow(
            @JsonProperty("video") String video,
            @JsonProperty("uri") String uri,
            @JsonProperty("video_key") String videoKey,
            @JsonProperty("content_type") String contentType,
            @JsonProperty("content_length") long contentLength,
            @JsonProperty("modified_at") Instant modifiedAt,
            @JsonProperty("etag") String etag,
            @JsonProperty("status") String status,
            @JsonProperty("reason") String reason,
            @JsonProperty("frames") long frames,
            @JsonProperty("damaged") long damaged,
            @JsonProperty("samples") long samples,
            @JsonProperty("shots") Integer shots,
            @JsonProperty("sheet") String sheet,
            @JsonProperty("detectors") String detectors,
            @JsonProperty("settings") String settings,
            @JsonProperty("run") String run,
            @JsonProperty("processed_at") Instant processedAt,
            @JsonProperty("VideoMetadata") VideoMetadata metadata) {}

    @JsonNaming(UpperCamelCaseStrategy.class)
    public record BoundingBox(double width, double height, double left, double top) {}

    @JsonNaming(UpperCamelCaseStrategy.class)
    public record EmotionRow(String type, double confidence) {}

    @JsonNaming(UpperCamelCaseStrategy.class)
    public record Instance(BoundingBox boundingBox, double confidence, List<EmotionRow> emotions) {}

    @JsonNaming(UpperCamelCaseStrategy.class)
    public record Parent(String name) {}

    @JsonNaming(UpperCamelCaseStrategy.class)
    public record Label(String name, double confidence, List<Instance> instances, List<Parent> parents) {}

    /** A label in one sample, or an action that begins there. */
    public record LabelRow(
            @JsonProperty("video") String video,
            @JsonProperty("uri") String uri,
            @JsonProperty("kind") String kind,
            @JsonProperty("Timestamp") long timestamp,
            @JsonProperty("Label") Label label) {}

    @JsonNaming(UpperCamelCaseStrategy.class)
    public record SegmentLabel(String name, double confidence, List<Parent> parents) {}

    /**
     * A stretch of samples with one label.
     *
     * @param samples how many samples of the stretch have it
     * @param thumbnail of the shot that it begins in; null if there is none
     */
    public record SegmentRow(
            @JsonProperty("video") String video,
            @JsonProperty("uri") String uri,
            @JsonProperty("kind") String kind,
            @JsonProperty("StartTimestampMillis") long start,
            @JsonProperty("EndTimestampMillis") long end,
            @JsonProperty("DurationMillis") long duration,
            @JsonProperty("Label") SegmentLabel label,
            @JsonProperty("samples") long samples,
            @JsonProperty("thumbnail") String thumbnail) {}

    @JsonNaming(UpperCamelCaseStrategy.class)
    public record ShotSegment(int index, double confidence) {}

    /**
     * A shot, as of {@code GetSegmentDetection}.
     *
     * @param thumbnail the file's name in the video's folder of thumbnails; null if there is none
     */
    public record ShotRow(
            @JsonProperty("video") String video,
            @JsonProperty("uri") String uri,
            @JsonProperty("Type") String type,
            @JsonProperty("StartTimestampMillis") long start,
            @JsonProperty("EndTimestampMillis") long end,
            @JsonProperty("DurationMillis") long duration,
            @JsonProperty("ShotSegment") ShotSegment shot,
            @JsonProperty("thumbnail") String thumbnail) {}
}
