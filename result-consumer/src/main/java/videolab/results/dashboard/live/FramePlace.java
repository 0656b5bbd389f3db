package videolab.results.dashboard.live;

/** Where a frame stands on its topic; a result names it, so a frame without any header finds its result too. */
public record FramePlace(int partition, long offset) {}
