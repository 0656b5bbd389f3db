package videolab.processor.audience.viewers;

/**
 * A device by its user agent. Nothing is null.
 *
 * @param os see {@link Viewer#os()}
 * @param browser see {@link Viewer#browser()}
 * @param deviceClass see {@link Viewer#deviceClass()}
 * @param player see {@link Viewer#player()}
 * @param bot see {@link Viewer#bot()}
 */
public record Device(String os, String browser, String deviceClass, String player, boolean bot) {

    public static final Device UNKNOWN =
            new Device(Viewer.UNKNOWN, Viewer.UNKNOWN, Viewer.UNKNOWN, Viewer.UNKNOWN, false);
}
