package videolab.media;

import java.io.IOException;

/**
 * The frames of a part of a video, and which of them are samples. Time is divided into cells of one interval, from 0; the
 * first frame of each cell is its sample. Parts that begin and end on cell bounds give together exactly the frames and
 * samples of one pass.
 */
public final class FrameSampler {

    private final StoredVideo video;
    private final long everyMicros;
    private final long untilMicros;
    private final boolean samplesOnly;
    private final boolean jumps;
    private long cell;
    private boolean sample;
    private long frames;
    private long damaged;
    private long lastMicros = -1;

    /**
     * @param everyMicros the interval, over 0
     * @param fromMicros a multiple of the interval
     * @param untilMicros a multiple of the interval, or {@link Long#MAX_VALUE} for the end
     * @param samplesOnly leaves the other frames out; where key frames lie closer than samples it seeks from one sample to
     *     the next
     */
    public FrameSampler(StoredVideo video, long everyMicros, long fromMicros, long untilMicros, boolean samplesOnly)
            throws FfmpegException, IOException {
        if (everyMicros <= 0 || fromMicros % everyMicros != 0) {
            throw new IllegalArgumentException(fromMicros + " is not a multiple of " + everyMicros);
        }
        this.video = video;
        this.everyMicros = everyMicros;
        this.untilMicros = untilMicros;
        this.samplesOnly = samplesOnly;
        this.jumps = samplesOnly && video.isSeekable() && video.keyFrameDistanceMicros() < everyMicros;
        this.cell = fromMicros / everyMicros - 1;
        if (fromMicros > 0) {
            video.seek(fromMicros);
        }
    }

    /** Goes to the next frame (or sample) of the part; false at its end. */
    public boolean next() throws FfmpegException, IOException {
        if (jumps && lastMicros >= 0) {
            long due = (cell + 1) * everyMicros;
            if (due >= untilMicros) {
                return false;
            }
            video.seek(due);
        }
        while (video.next()) {
            long time = video.timeMicros();
            if (time >= untilMicros) {
                return false;
            }
            long own = time / everyMicros;
            if (own < cell + 1 && lastMicros < 0) {
                continue; // on the way from the key frame to the part's first frame
            }
            if (jumps && own <= cell) {
                continue;
            }
            frames++;
            if (video.isDamaged()) {
                damaged++;
            }
            lastMicros = Math.max(lastMicros, time);
            sample = own > cell;
            if (sample) {
                cell = own;
            }
            if (sample || !samplesOnly) {
                return true;
            }
        }
        return false;
    }

    public boolean isSample() {
        return sample;
    }

    /** The present frame's time in microseconds. */
    public long timeMicros() {
        return video.timeMicros();
    }

    /** How many frames of the part were decoded so far, or reached where it jumps. */
    public long frames() {
        return frames;
    }

    /** How many of them the decoder had to guess parts of. */
    public long damaged() {
        return damaged;
    }

    /** The time of the latest frame in microseconds; -1 before the first. */
    public long lastMicros() {
        return lastMicros;
    }

    /** Whether {@link #frames} counts every frame of the part. */
    public boolean sawEveryFrame() {
        return !jumps;
    }
}
