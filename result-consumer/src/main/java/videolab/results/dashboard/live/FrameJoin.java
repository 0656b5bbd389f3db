package videolab.results.dashboard.live;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import videolab.contract.FrameResult;

/**
 * Joins frames with their results, whichever comes first, and gives out each camera's newest pair only. What waits is
 * bounded by its bytes: the oldest is dropped. Safe for any number of threads.
 */
public final class FrameJoin {

    /** Frames wait for their analysis for some hundred milliseconds; this is a few seconds of several cameras. */
    public static final int FRAME_BYTES = 32 * 1024 * 1024;

    private static final int RESULTS = 512;
    private static final int CAMERAS = 256;

    /** A camera whose clock was set back starts again; a result that is this much older is not merely out of order. */
    private static final Duration NEW_START = Duration.ofSeconds(10);

    private final int frameBytes;
    private final LinkedHashMap<FramePlace, byte[]> frames = new LinkedHashMap<>();
    private final LinkedHashMap<FramePlace, FrameResult> results = new LinkedHashMap<>();
    private final LinkedHashMap<String, Instant> newest = new LinkedHashMap<>(16, 0.75f, true);
    private long waitingBytes;

    public FrameJoin() {
        this(FRAME_BYTES);
    }

    /** @param frameBytes how much of frames waits at most */
    FrameJoin(int frameBytes) {
        this.frameBytes = frameBytes;
    }

    /** Takes a frame; returns the pair where its result was here and is its camera's newest. */
    public synchronized Optional<Pair> frame(FramePlace place, byte[] picture) {
        FrameResult result = results.remove(place);
        if (result != null) {
            return pair(result, picture);
        }
        byte[] before = frames.put(place, picture);
        waitingBytes += picture.length - (before == null ? 0 : before.length);
        Iterator<byte[]> oldest = frames.values().iterator();
        while (waitingBytes > frameBytes && frames.size() > 1) {
            waitingBytes -= oldest.next().length;
            oldest.remove();
        }
        return Optional.empty();
    }

    /** Takes the result of an analyzed frame; returns the pair where the frame was here and is its camera's newest. */
    public synchronized Optional<Pair> result(FrameResult result) {
        FramePlace place = new FramePlace(result.partition(), result.offset());
        byte[] picture = frames.remove(place);
        if (picture != null) {
            waitingBytes -= picture.length;
            return pair(result, picture);
        }
        results.put(place, result);
        trim(results, RESULTS);
        return Optional.empty();
    }

    /** Forgets what waits: after a break in the reading nothing of it can be joined. */
    public synchronized void clear() {
        frames.clear();
        results.clear();
        waitingBytes = 0;
    }

    private Optional<Pair> pair(FrameResult result, byte[] picture) {
        Instant before = newest.get(result.camera());
        Instant captured = result.capturedAt();
        if (before != null && captured.isBefore(before) && captured.isAfter(before.minus(NEW_START))) {
            return Optional.empty();
        }
        newest.put(result.camera(), captured);
        trim(newest, CAMERAS);
        return Optional.of(new Pair(result, picture));
    }

    private static void trim(LinkedHashMap<?, ?> map, int most) {
        Iterator<?> oldest = map.keySet().iterator();
        while (map.size() > most) {
            oldest.next();
            oldest.remove();
        }
    }
}
