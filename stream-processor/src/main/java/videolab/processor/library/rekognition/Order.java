package videolab.processor.library.rekognition;

import videolab.processor.library.assembly.VideoFile;

/**
 * A stored video whose labels are to be found.
 *
 * @param index of the video in the list that is worked
 * @param usd what it costs by its estimate
 */
public record Order(int index, VideoFile file, double usd) {}
