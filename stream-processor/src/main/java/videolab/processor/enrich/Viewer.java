package videolab.processor.enrich;

/**
 * What address and user agent say about a viewer; {@code unknown} where they say nothing.
 *
 * @param country ISO 3166-1 code
 * @param region code of the country's first subdivision
 * @param deviceClass {@code Desktop}, {@code Phone}, {@code Set-top box} and so on
 * @param player name of a native player, or {@code web}
 * @param bot a robot by its user agent
 */
public record Viewer(
        String country, String region, String os, String browser, String deviceClass, String player, boolean bot) {

    /** Stands for a dimension that nobody said. */
    public static final String UNKNOWN = "unknown";

    /** Nothing is known. */
    public static final Viewer NOBODY = new Viewer(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, false);
}
