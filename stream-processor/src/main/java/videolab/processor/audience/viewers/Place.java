package videolab.processor.audience.viewers;

/**
 * Where an address is. Nothing is null.
 *
 * @param country see {@link Viewer#country()}
 * @param region see {@link Viewer#region()}
 */
public record Place(String country, String region) {

    public static final Place UNKNOWN = new Place(Viewer.UNKNOWN, Viewer.UNKNOWN);
}
