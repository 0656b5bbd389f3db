package videolab.contract;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.Serializable;
import java.util.List;

/**
 * What a video file says about itself, by the field names of Rekognition's {@code VideoMetadata}; the fields from
 * {@code Rotation} on are the lab's.
 *
 * @param codec of the video stream, such as {@code h264}
 * @param durationMillis of the video stream where it is known, else of the file; null where neither says it
 * @param format the container, such as {@code QuickTime / MOV}
 * @param frameRate average, in frames a second; null where unknown
 * @param frameHeight in px, as stored
 * @param frameWidth in px, as stored
 * @param colorRange {@code FULL} or {@code LIMITED}; null where unspecified
 * @param rotation clockwise turn in degrees that brings the picture upright: 0, 90, 180 or 270
 * @param frameCount frames by the container's index; null where it has none
 * @param bitRate of the file, in bit/s; null where unknown
 * @param bytes the file's size
 * @param streams every stream of the file, in its order
 */
@JsonNaming(UpperCamelCaseStrategy.class)
public record VideoMetadata(
        String codec,
        Long durationMillis,
        String format,
        Double frameRate,
        int frameHeight,
        int frameWidth,
        String colorRange,
        int rotation,
        Long frameCount,
        Long bitRate,
        long bytes,
        List<Stream> streams)
        implements Serializable {

    /**
     * One stream of a file.
     *
     * @param type {@code VIDEO}, {@code AUDIO}, {@code SUBTITLE}, {@code PICTURE} (cover art) or {@code DATA}
     * @param codec FFmpeg's name of it
     */
    @JsonNaming(UpperCamelCaseStrategy.class)
    public record Stream(String type, String codec) implements Serializable {}

    public VideoMetadata {
        streams = List.copyOf(streams);
    }
}
