package videolab.contract;

/**
 * The names of the headers of a record on {@link Topics#PLAYER_EVENTS} and {@link Topics#CDN_LOGS}: what a collector adds to
 * what it received. Each may be absent; values are UTF-8.
 */
public final class EventHeaders {

    /** {@code epas}, {@code cmcd1} or {@code cmcd2}; for CDN logs {@code edgecast}, {@code cloudfront-rt}, and so on. */
    public static final String FORMAT = "format";

    /** The viewer's IP address: geography comes from it, and it goes no further. */
    public static final String CLIENT_ADDRESS = "client-address";

    /** The viewer's user agent, as sent. */
    public static final String USER_AGENT = "user-agent";

    /** When the collector received it: epoch milliseconds, decimal. */
    public static final String RECEIVED_AT = "received-at";

    private EventHeaders() {}
}
