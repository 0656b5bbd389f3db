package videolab.processor.library.shots;

/**
 * A run of frames between two cuts.
 *
 * @param startMicros time of its first frame
 * @param endMicros time of the next shot's first frame, or the video's end
 * @param confidence that a cut begins it, 0..100; 100 for the first
 * @param picture its first clear frame as JPEG; null where none was kept
 */
public record Shot(long startMicros, long endMicros, double confidence, byte[] picture) {}
