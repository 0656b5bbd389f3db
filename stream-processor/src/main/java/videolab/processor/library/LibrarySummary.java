package videolab.processor.library;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run did.
 *
 * @param videos how many the inputs hold
 * @param unchanged how many of them were worked by an earlier run
 * @param complete how many were worked as a whole
 * @param partial how many were worked as far as they can be decoded
 * @param failed those that could not be worked, with their reasons
 * @param remaining how many were not worked because the run was stopped
 * @param ignored other files in the inputs' folders
 * @param labels rows written
 * @param videoSeconds of video that was worked
 * @param wallSeconds that took
 * @param output where the rows are
 */
public record LibrarySummary(
        int videos,
        int unchanged,
        int complete,
        int partial,
        List<Failure> failed,
        int remaining,
        List<String> ignored,
        long labels,
        double videoSeconds,
        double wallSeconds,
        String output) {

    /** A video that could not be worked. */
    public record Failure(String uri, String reason) {}

    /** Of a watch that ended before its first round did. */
    static LibrarySummary nothing(String output) {
        return new LibrarySummary(0, 0, 0, 0, List.of(), 0, List.of(), 0, 0, 0, output);
    }

    /**
     * Two rounds of a watch as one. A video that fails twice is listed once, with its last reason.
     *
     * @param before null before the first round
     */
    static LibrarySummary sum(LibrarySummary before, LibrarySummary round) {
        if (before == null) {
            return round;
        }
        Map<String, Failure> failed = new LinkedHashMap<>();
        before.failed.forEach(failure -> failed.put(failure.uri, failure));
        round.failed.forEach(failure -> failed.put(failure.uri, failure));
        return new LibrarySummary(
                before.videos + round.videos,
                before.unchanged + round.unchanged,
                before.complete + round.complete,
                before.partial + round.partial,
                List.copyOf(failed.values()),
                round.remaining,
                round.ignored,
                before.labels + round.labels,
                before.videoSeconds + round.videoSeconds,
                before.wallSeconds + round.wallSeconds,
                round.output);
    }

    public LibrarySummary {
        failed = List.copyOf(failed);
        ignored = List.copyOf(ignored);
    }
}
