package videolab.processor.library;

import java.util.List;

/**
 * What a run did.
 *
 * @param videos how many the inputs hold
 * @param unchanged how many of them were worked by an earlier run
 * @param complete how many were worked as a whole
 * @param partial how many were worked as far as they can be decoded
 * @param failed those that could not be worked, with their reasons
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
        List<String> ignored,
        long labels,
        double videoSeconds,
        double wallSeconds,
        String output) {

    /** A video that could not be worked. */
    public record Failure(String uri, String reason) {}

    public LibrarySummary {
        failed = List.copyOf(failed);
        ignored = List.copyOf(ignored);
    }
}
