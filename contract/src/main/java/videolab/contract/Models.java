package videolab.contract;

/**
 * What analyzed a frame.
 *
 * @param detector {@code haar} or {@code yunet}
 * @param emotion the emotion model's name; null when none was used
 */
public record Models(String detector, String emotion) {}
