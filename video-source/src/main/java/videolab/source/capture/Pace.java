package videolab.source.capture;

import java.time.Duration;
import videolab.cli.UsageException;

/** When a recorded picture is due. */
public sealed interface Pace {

    double MAX_FRAMES_PER_SECOND = 120;

    /**
     * When a picture is due, from the first one on.
     *
     * @param number of the picture, from 0
     * @param recorded its time in the file
     */
    Duration due(long number, Duration recorded);

    /** By the file's own time stamps. */
    record AsRecorded() implements Pace {
        @Override
        public Duration due(long number, Duration recorded) {
            return recorded;
        }
    }

    /** Every picture, so many a second. */
    record FramesPerSecond(double value) implements Pace {
        @Override
        public Duration due(long number, Duration recorded) {
            return Duration.ofNanos((long) (number * 1e9 / value));
        }
    }

    /** As fast as it is read and Kafka takes it. */
    record Unpaced() implements Pace {
        @Override
        public Duration due(long number, Duration recorded) {
            return Duration.ZERO;
        }
    }

    /**
     * The {@code --fps} option.
     *
     * @param framesPerSecond null: as recorded; 0: unpaced
     */
    static Pace of(Double framesPerSecond) {
        if (framesPerSecond == null) {
            return new AsRecorded();
        }
        return framesPerSecond == 0 ? new Unpaced() : new FramesPerSecond(checked(framesPerSecond));
    }

    /** @throws UsageException unless it is a rate that a camera may have */
    static double checked(double framesPerSecond) {
        if (!(framesPerSecond > 0 && framesPerSecond <= MAX_FRAMES_PER_SECOND)) {
            throw new UsageException("--fps", framesPerSecond, "a number above 0 and up to 120 is expected");
        }
        return framesPerSecond;
    }
}
