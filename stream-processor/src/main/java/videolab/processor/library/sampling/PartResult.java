package videolab.processor.library.sampling;

import java.io.Serializable;
import java.util.List;

/**
 * What one part of a video gave. Parts of one video, joined in order, hold what one pass over it gives.
 *
 * @param fromMicros where the part begins
 * @param frames how many frames were decoded
 * @param countsEveryFrame whether {@code frames} is the number of all frames of the part
 * @param damaged frames that the decoder had to guess parts of, and packets that it refused
 * @param lastMicros the time of the last frame; -1 where there was none
 * @param observations of the samples, in order of time
 * @param timesMicros of every frame; empty where frames are not compared
 * @param differences of each frame to the one before it, see {@link FrameDifference}; of the first frame 0
 * @param brightness of each frame, 0..255
 * @param changes frames that differ much from those before them, with their pictures
 * @param firstTiny the first frame as a tiny picture; null if there is none
 * @param lastTiny the last frame as a tiny picture; null if there is none
 * @param firstPicture the first frame as a JPEG thumbnail; null if there is none
 * @param sheet pictures for the contact sheet
 */
public record PartResult(
        long fromMicros,
        long frames,
        boolean countsEveryFrame,
        long damaged,
        long lastMicros,
        List<Observation> observations,
        long[] timesMicros,
        float[] differences,
        float[] brightness,
        List<Change> changes,
        byte[] firstTiny,
        byte[] lastTiny,
        byte[] firstPicture,
        List<Picture> sheet)
        implements Serializable {

    /**
     * A frame that may begin a shot.
     *
     * @param before the frame before it as a tiny picture
     * @param tiny the frame itself as a tiny picture
     * @param picture the frame as a JPEG thumbnail; null where pictures are not wanted
     */
    public record Change(long micros, byte[] before, byte[] tiny, byte[] picture) implements Serializable {}

    /** A JPEG of the video at a time. */
    public record Picture(long micros, byte[] jpeg) implements Serializable {}
}
