package videolab.results.dashboard.live;

import videolab.contract.FrameResult;

/**
 * A picture and what was found in it.
 *
 * @param picture JPEG, PNG or a raw BGR frame, as it was on the topic
 */
public record Pair(FrameResult result, byte[] picture) {}
