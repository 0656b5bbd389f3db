package videolab.processor.library.shots;

import java.util.ArrayList;
import java.util.List;
import videolab.processor.library.sampling.FrameDifference;
import videolab.processor.library.sampling.PartResult.Change;

/**
 * Finds the shots of a whole video from the differences of its frames: hard cuts, and fades through black. A flash, after
 * which the picture is as it was before, is no cut.
 */
public final class ShotDetector {

    /** Two cuts are at least so far apart: quick movement gives several large differences in a row. */
    private static final long SHORTEST_MICROS = 400_000;
    /** How long a flash lasts at most. */
    private static final long FLASH_MICROS = 500_000;
    /** How little the frames before and after a flash differ. */
    private static final double SAME = 10;
    /** Luma of a black frame, of which 16 is none at all. */
    private static final double BLACK = 26;

    private static final double SURE = 60;

    private final List<Change> changes;
    private final long[] times;
    private final float[] brightness;
    private final long endMicros;
    private final byte[] firstPicture;

    /**
     * @param changes frames that differ much from those before them, in order of time
     * @param times of every frame, in microseconds
     * @param brightness of every frame
     * @param endMicros when the video ends
     * @param firstPicture the video's first frame as JPEG; may be null
     */
    public ShotDetector(List<Change> changes, long[] times, float[] brightness, long endMicros, byte[] firstPicture) {
        this.changes = changes;
        this.times = times;
        this.brightness = brightness;
        this.endMicros = endMicros;
        this.firstPicture = firstPicture;
    }

    private record Cut(long micros, double confidence, byte[] picture) {}

    /** The shots, one at least where the video has a frame. */
    public List<Shot> shots() {
        if (times.length == 0) {
            return List.of();
        }
        List<Cut> cuts = new ArrayList<>(hardCuts());
        cuts.addAll(fades(cuts));
        cuts.sort((one, other) -> Long.compare(one.micros, other.micros));
        List<Shot> shots = new ArrayList<>();
        Cut begin = new Cut(times[0], 100, firstPicture);
        for (Cut cut : cuts) {
            shots.add(new Shot(begin.micros, cut.micros, begin.confidence, begin.picture));
            begin = cut;
        }
        shots.add(new Shot(begin.micros, Math.max(endMicros, begin.micros), begin.confidence, begin.picture));
        return shots;
    }

    private List<Cut> hardCuts() {
        List<Cut> cuts = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            int back = afterFlash(i);
            if (back > i) {
                i = back;
                continue;
            }
            Cut latest = cuts.isEmpty() ? null : cuts.get(cuts.size() - 1);
            if (change.micros() - (latest == null ? times[0] : latest.micros) < SHORTEST_MICROS) {
                continue;
            }
            double difference = FrameDifference.of(change.before(), change.tiny());
            double confidence =
                    50 + 50 * Math.min(1, (difference - FrameDifference.CHANGE) / (SURE - FrameDifference.CHANGE));
            cuts.add(new Cut(change.micros(), Math.round(confidence * 100) / 100.0, change.picture()));
        }
        return cuts;
    }

    /** The change that ends the flash which this one begins; the index itself where it begins none. */
    private int afterFlash(int index) {
        Change begin = changes.get(index);
        for (int i = index + 1; i < changes.size(); i++) {
            Change end = changes.get(i);
            if (end.micros() - begin.micros() > FLASH_MICROS) {
                break;
            }
            if (FrameDifference.of(begin.before(), end.tiny()) < SAME) {
                return i;
            }
        }
        return index;
    }

    /** The middle of each black stretch inside the video that no hard cut begins or ends. */
    private List<Cut> fades(List<Cut> hard) {
        List<Cut> fades = new ArrayList<>();
        int begin = -1;
        for (int i = 0; i < times.length; i++) {
            boolean black = brightness[i] < BLACK;
            if (black && begin < 0) {
                begin = i;
            } else if (!black && begin >= 0) {
                long from = times[Math.max(0, begin - 1)];
                long until = times[i];
                boolean cut = hard.stream().anyMatch(each -> each.micros >= from && each.micros <= until);
                if (begin > 0 && !cut) {
                    fades.add(new Cut(times[(begin + i) / 2], 75, null));
                }
                begin = -1;
            }
        }
        return fades;
    }
}
