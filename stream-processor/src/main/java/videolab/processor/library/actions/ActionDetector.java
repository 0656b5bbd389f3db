package videolab.processor.library.actions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import videolab.processor.library.labels.Found;
import videolab.processor.library.sampling.FrameDifference;
import videolab.processor.library.sampling.Observation;

/**
 * Says what happens in a video as far as boxes and differences of frames tell: the picture stands still or moves, and things
 * enter, leave, stay, or are several at once. It names no activity: that takes a network for clips.
 */
public final class ActionDetector {

    /** Sum of the differences of a second's frames, from which on the picture moves. */
    private static final double MOVING = 6;

    /** Two boxes are the same thing's when they overlap by this much. */
    private static final double SAME_IOU = 0.25;

    /** A thing that was not found for longer is another when it comes back. */
    private static final long LOST_MICROS = 1_200_000;

    /** Fewer sightings are a detector's error as likely as a thing. */
    private static final int CONFIRMED = 3;

    private static final long STAYS_MICROS = 10_000_000;
    /** How near to the picture's edge a box begins or ends that comes in or goes out. */
    private static final double EDGE = 0.04;
    /** What is there from the first moment did not enter. */
    private static final long MOMENT_MICROS = 500_000;

    private final long everyMicros;
    private final long endMicros;

    /**
     * @param everyMicros the interval of samples
     * @param endMicros when the video ends
     */
    public ActionDetector(long everyMicros, long endMicros) {
        this.everyMicros = everyMicros;
        this.endMicros = endMicros;
    }

    /** A thing that was seen again and again. */
    private static final class Track {
        private final long firstMicros;
        private final Found first;
        private Found last;
        private long lastMicros;
        private int sightings = 1;
        private double confidence;

        Track(long micros, Found found) {
            firstMicros = micros;
            lastMicros = micros;
            first = found;
            last = found;
            confidence = found.confidence();
        }

        void follow(long micros, Found found) {
            last = found;
            lastMicros = micros;
            sightings++;
            confidence = Math.max(confidence, found.confidence());
        }
    }

    /**
     * @param times of every frame, in microseconds
     * @param differences of every frame to the one before
     * @param observations of all samples, in order of time
     */
    public List<Action> actions(long[] times, float[] differences, List<Observation> observations) {
        List<Action> actions = new ArrayList<>(movement(times, differences));
        Map<String, List<Track>> tracks = tracks(observations);
        tracks.forEach((name, each) -> each.forEach(track -> actions.addAll(of(name, track))));
        actions.addAll(several(observations));
        actions.sort(Comparator.comparingLong(Action::startMicros).thenComparing(Action::name));
        return actions;
    }

    /** Stretches of equal movement; a second with a cut counts by its other frames. */
    private List<Action> movement(long[] times, float[] differences) {
        List<Action> stretches = new ArrayList<>();
        int i = 0;
        while (i < times.length) {
            long cell = times[i] / everyMicros;
            double sum = 0;
            int from = i;
            while (i < times.length && times[i] / everyMicros == cell) {
                sum += differences[i] >= FrameDifference.CHANGE ? 0 : differences[i];
                i++;
            }
            long end = i < times.length ? times[i] : Math.max(endMicros, times[i - 1]);
            double seconds = Math.max((end - times[from]) / 1e6, 0.04);
            double pace = sum / seconds;
            String name = pace >= MOVING ? "Moving" : "Still";
            double confidence = 50 + Math.min(49, 16 * Math.abs(Math.log(Math.max(pace, 0.01) / MOVING)));
            Action latest = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
            if (latest != null && latest.name().equals(name)) {
                stretches.set(
                        stretches.size() - 1,
                        new Action(
                                name,
                                null,
                                latest.startMicros(),
                                end,
                                Math.max(latest.confidence(), confidence),
                                null));
            } else {
                stretches.add(new Action(name, null, times[from], end, confidence, null));
            }
        }
        return stretches;
    }

    private Map<String, List<Track>> tracks(List<Observation> observations) {
        Map<String, List<Track>> tracks = new TreeMap<>();
        for (Observation observation : observations) {
            List<Track> taken = new ArrayList<>();
            for (Found found : observation.found()) {
                List<Track> known = tracks.computeIfAbsent(found.name(), name -> new ArrayList<>());
                Track best = null;
                for (Track track : known) {
                    if (observation.micros() - track.lastMicros <= Math.max(LOST_MICROS, everyMicros * 6 / 5)
                            && !taken.contains(track)
                            && track.last.iou(found) >= SAME_IOU
                            && (best == null || track.last.iou(found) > best.last.iou(found))) {
                        best = track;
                    }
                }
                if (best == null) {
                    best = new Track(observation.micros(), found);
                    known.add(best);
                } else {
                    best.follow(observation.micros(), found);
                }
                taken.add(best);
            }
        }
        return tracks;
    }

    private List<Action> of(String name, Track track) {
        if (track.sightings < CONFIRMED) {
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        if (track.firstMicros > MOMENT_MICROS && isAtEdge(track.first)) {
            actions.add(event(name, " entered", track.firstMicros, track, track.first));
        }
        if (track.lastMicros < endMicros - Math.max(MOMENT_MICROS, everyMicros) && isAtEdge(track.last)) {
            actions.add(event(name, " left", track.lastMicros, track, track.last));
        }
        if (track.lastMicros - track.firstMicros >= STAYS_MICROS) {
            actions.add(new Action(
                    name + " stays", name, track.firstMicros, track.lastMicros, track.confidence, track.first));
        }
        return actions;
    }

    private static Action event(String name, String what, long micros, Track track, Found where) {
        return new Action(name + what, name, micros, micros, track.confidence, where);
    }

    private static boolean isAtEdge(Found box) {
        return box.left() <= EDGE
                || box.top() <= EDGE
                || box.left() + box.width() >= 1 - EDGE
                || box.top() + box.height() >= 1 - EDGE;
    }

    /** Two or more of one kind in a sample, as stretches of such samples. */
    private List<Action> several(List<Observation> observations) {
        Map<String, Action> open = new TreeMap<>();
        List<Action> all = new ArrayList<>();
        for (int i = 0; i < observations.size(); i++) {
            Observation observation = observations.get(i);
            long next = i + 1 < observations.size() ? observations.get(i + 1).micros() : endMicros;
            long until = Math.max(observation.micros(), Math.min(next, observation.micros() + everyMicros));
            Map<String, List<Found>> byName = new TreeMap<>();
            for (Found found : observation.found()) {
                byName.computeIfAbsent(found.name(), name -> new ArrayList<>()).add(found);
            }
            byName.forEach((name, found) -> {
                if (found.size() < 2) {
                    return;
                }
                // The second best says how sure it is that there are two.
                double confidence = found.stream()
                        .map(Found::confidence)
                        .sorted(Comparator.reverseOrder())
                        .toList()
                        .get(1);
                Action before = open.get(name);
                if (before != null && observation.micros() - before.endMicros() <= everyMicros / 2) {
                    open.put(
                            name,
                            new Action(
                                    before.name(),
                                    name,
                                    before.startMicros(),
                                    until,
                                    Math.max(before.confidence(), confidence),
                                    null));
                } else {
                    if (before != null) {
                        all.add(before);
                    }
                    open.put(
                            name,
                            new Action(name + " several at once", name, observation.micros(), until, confidence, null));
                }
            });
        }
        all.addAll(open.values());
        return all;
    }
}
