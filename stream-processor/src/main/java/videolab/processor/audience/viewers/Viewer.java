package videolab.processor.audience.viewers;

/**
 * A viewer by address and user agent. Nothing is null: what is not known is {@link #UNKNOWN}.
 *
 * @param country ISO 3166-1, two letters
 * @param region the first subdivision: its ISO 3166-2 code without the country, or its name where a database has no codes
 * @param os yauaa's {@code OperatingSystemName}
 * @param browser yauaa's {@code AgentName}, or the player's name for a native player
 * @param deviceClass yauaa's {@code DeviceClass}
 * @param player name of a native player, {@code web} for a browser
 * @param bot a robot by its user agent
 */
public record Viewer(
        String country, String region, String os, String browser, String deviceClass, String player, boolean bot) {

    public static final String UNKNOWN = "unknown";

    /** Of whom nothing is known. */
    public static final Viewer NOBODY = new Viewer(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, false);

    /** This viewer, where nothing is known by the address or by the user agent with what was known before. */
    public Viewer orElse(Viewer before) {
        boolean placed = !country.equals(UNKNOWN);
        boolean named = bot || !(os.equals(UNKNOWN) && browser.equals(UNKNOWN) && deviceClass.equals(UNKNOWN));
        if (placed && named) {
            return this;
        }
        Viewer place = placed ? this : before;
        Viewer device = named ? this : before;
        return new Viewer(
                place.country, place.region, device.os, device.browser, device.deviceClass, device.player, device.bot);
    }
}
