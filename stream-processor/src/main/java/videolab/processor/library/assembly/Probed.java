package videolab.processor.library.assembly;

import java.io.Serializable;
import videolab.contract.VideoMetadata;
import videolab.contract.VideoMetadataFile;
import videolab.media.StoredVideo;

/**
 * What opening a video told.
 *
 * @param metadata null where it could not be opened
 * @param failure why not; null where it could
 * @param seekable whether parts can be decoded by themselves
 * @param keyFrameMicros the mean distance of key frames; {@link Long#MAX_VALUE} where unknown
 * @param frameMicros how long one frame is shown
 * @param ownDuration whether the duration is the video stream's own
 */
public record Probed(
        VideoMetadata metadata,
        String failure,
        boolean seekable,
        long keyFrameMicros,
        long frameMicros,
        boolean ownDuration)
        implements Serializable {

    /** What another reader of the file has written down; null where that was an older version. */
    public static Probed of(VideoMetadataFile file) {
        VideoMetadataFile.Probe probe = file.probe();
        return probe == null || file.metadata() == null
                ? null
                : new Probed(
                        file.metadata(),
                        null,
                        probe.seekable(),
                        probe.keyFrameMicros(),
                        probe.frameMicros(),
                        probe.ownDuration());
    }

    /** What an open video tells. */
    public static Probed of(StoredVideo video) {
        return new Probed(
                video.metadata(),
                null,
                video.isSeekable(),
                video.keyFrameDistanceMicros(),
                video.frameMicros(),
                video.hasOwnDuration());
    }

    /** As it is written down. */
    public VideoMetadataFile.Probe probe() {
        return new VideoMetadataFile.Probe(seekable, keyFrameMicros, frameMicros, ownDuration);
    }

    public static Probed failed(String why) {
        return new Probed(null, why, false, Long.MAX_VALUE, 0, false);
    }

    /** Null where unknown. */
    public Long durationMicros() {
        return metadata == null || metadata.durationMillis() == null ? null : metadata.durationMillis() * 1000;
    }
}
