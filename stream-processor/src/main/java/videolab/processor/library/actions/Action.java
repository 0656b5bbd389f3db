package videolab.processor.library.actions;

import videolab.processor.library.labels.Found;

/**
 * Something that happens for a while.
 *
 * @param name such as {@code Person entered}
 * @param of what does it, such as {@code Person}; null where it is the picture itself
 * @param startMicros when it begins
 * @param endMicros when it ends; at an event the same
 * @param confidence 0..100
 * @param where the thing's box when it begins; null if there is none
 */
public record Action(String name, String of, long startMicros, long endMicros, double confidence, Found where) {}
