package videolab.processor.library.planning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import videolab.processor.library.assembly.Probed;

/**
 * Cuts the work into tasks of about equal time: short videos share a task, a long one is split by time. A video is split only
 * where its parts give the same frames as one pass.
 */
public final class TaskPlanner {

    /** Tasks for each slot: some end earlier than estimated. */
    private static final int TASKS_PER_SLOT = 4;

    private static final double SHORTEST_TASK_SECONDS = 20;
    /** A task that is lost is worked again as a whole. */
    private static final double LONGEST_TASK_SECONDS = 900;
    /** Opening a file, in seconds of video that could be worked meanwhile. */
    private static final double OPENING_SECONDS = 0.5;
    /** A part decodes up to one key frame's distance for nothing: of six it is little. */
    private static final int KEY_FRAMES_PER_PART = 6;

    private static final double UNKNOWN_SECONDS = 30;

    private final int slots;
    private final long everyMicros;
    private final double shortestPartSeconds;

    /**
     * @param slots how many tasks run at once
     * @param everyMicros the interval of samples, on whose multiples parts begin
     * @param shortestPartSeconds videos are split into parts of at least this length
     */
    public TaskPlanner(int slots, long everyMicros, double shortestPartSeconds) {
        this.slots = slots;
        this.everyMicros = everyMicros;
        this.shortestPartSeconds = shortestPartSeconds;
    }

    /** The tasks, the longest first; videos that could not be opened are left out. */
    public List<List<Part>> plan(List<Probed> videos) {
        double total = 0;
        for (Probed video : videos) {
            total += video.metadata() == null ? 0 : cost(seconds(video), video);
        }
        double target = Math.max(
                Math.min(SHORTEST_TASK_SECONDS, shortestPartSeconds),
                Math.min(LONGEST_TASK_SECONDS, total / (slots * TASKS_PER_SLOT)));
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < videos.size(); i++) {
            if (videos.get(i).metadata() != null) {
                parts.addAll(split(i, videos.get(i), target));
            }
        }
        parts.sort(Comparator.comparingDouble((Part part) -> cost(part.seconds(), videos.get(part.index())))
                .reversed()
                .thenComparing(Part::index)
                .thenComparing(Part::fromMicros));
        List<List<Part>> tasks = new ArrayList<>();
        List<Part> open = new ArrayList<>();
        double filled = 0;
        for (Part part : parts) {
            double cost = cost(part.seconds(), videos.get(part.index()));
            if (!open.isEmpty() && filled + cost > target * 1.25) {
                tasks.add(open);
                open = new ArrayList<>();
                filled = 0;
            }
            open.add(part);
            filled += cost;
        }
        if (!open.isEmpty()) {
            tasks.add(open);
        }
        return tasks;
    }

    private List<Part> split(int index, Probed video, double targetCost) {
        double seconds = seconds(video);
        double weight = cost(seconds, video) / Math.max(seconds, 0.001);
        double keyFrames =
                video.keyFrameMicros() == Long.MAX_VALUE ? 0 : KEY_FRAMES_PER_PART * video.keyFrameMicros() / 1e6;
        double length = Math.max(Math.max(shortestPartSeconds, keyFrames), targetCost / weight);
        int count = video.seekable() && video.durationMicros() != null
                ? (int) Math.max(1, Math.floor(seconds / length))
                : 1;
        List<Part> parts = new ArrayList<>();
        long from = 0;
        for (int i = 0; i < count; i++) {
            long until = i == count - 1
                    ? Long.MAX_VALUE
                    : Math.round(seconds * 1e6 * (i + 1) / count / everyMicros) * everyMicros;
            if (until > from) {
                double own = (until == Long.MAX_VALUE ? seconds * 1e6 - from : until - from) / 1e6;
                parts.add(new Part(index, from, until, own));
                from = until;
            }
        }
        return parts;
    }

    private static double seconds(Probed video) {
        return video.durationMicros() == null ? UNKNOWN_SECONDS : video.durationMicros() / 1e6;
    }

    /** A larger picture takes longer; 640×360 counts as 1. */
    private static double cost(double seconds, Probed video) {
        double pixels =
                (double) video.metadata().frameWidth() * video.metadata().frameHeight();
        return OPENING_SECONDS + seconds * Math.max(0.2, pixels / (640 * 360));
    }
}
