package videolab.results.reading;

/**
 * How many frames had a result. Each frame counts once, so {@code analyzed + skipped + repeats} records were accepted.
 *
 * @param analyzed frames whose best result was an analysis
 * @param skipped frames that have only been skipped so far
 * @param faces found in the analyzed frames
 * @param repeats further records of a frame that had one, whether dropped or better than the first
 */
public record FrameCounts(long analyzed, long skipped, long faces, long repeats) {

    public static final FrameCounts NONE = new FrameCounts(0, 0, 0, 0);

    public long frames() {
        return analyzed + skipped;
    }

    FrameCounts plus(FrameCounts other) {
        return new FrameCounts(
                analyzed + other.analyzed, skipped + other.skipped, faces + other.faces, repeats + other.repeats);
    }

    FrameCounts minus(FrameCounts other) {
        return new FrameCounts(
                analyzed - other.analyzed, skipped - other.skipped, faces - other.faces, repeats - other.repeats);
    }
}
