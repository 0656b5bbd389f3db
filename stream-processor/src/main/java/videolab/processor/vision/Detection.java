package videolab.processor.vision;

import videolab.contract.Box;

/**
 * A face as a detector saw it.
 *
 * @param score 0..1; null where the detector gives none
 */
public record Detection(Box box, Double score) {}
