package videolab.source.mock;

import videolab.contract.Emotion;

/**
 * One drawn face: what a perfect detector would report.
 *
 * @param person stays the same while a person is in the scene
 * @param x left edge in px of the upright box around hairline, chin and cheeks, cut at the picture's edge
 * @param y top edge of that box in px
 * @param width of the box in px
 * @param height of the box in px
 * @param emotion what the face shows
 * @param visibleRatio 0..1, the part of the face that is inside the picture and not covered by another person
 * @param tiltDegrees turn of the head in the picture's plane, clockwise positive
 */
public record DrawnFace(
        int person, int x, int y, int width, int height, Emotion emotion, double visibleRatio, double tiltDegrees) {}
