package videolab.processor.library.assembly;

import java.io.Serializable;
import videolab.contract.VideoMetadata;

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

    public static Probed failed(String why) {
        return new Probed(null, why, false, Long.MAX_VALUE, 0, false);
    }

    /** Null where unknown. */
    public Long durationMicros() {
        return metadata == null || metadata.durationMillis() == null ? null : metadata.durationMillis() * 1000;
    }
}
