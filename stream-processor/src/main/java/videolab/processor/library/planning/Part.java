package videolab.processor.library.planning;

import java.io.Serializable;

/**
 * A range of one video.
 *
 * @param index of the video in the list that was planned
 * @param fromMicros a multiple of the interval
 * @param untilMicros a multiple of the interval, or {@link Long#MAX_VALUE}
 * @param seconds of video that it holds, as estimated
 */
public record Part(int index, long fromMicros, long untilMicros, double seconds) implements Serializable {}
