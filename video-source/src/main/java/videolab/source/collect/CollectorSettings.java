package videolab.source.collect;

import java.util.Optional;
import java.util.Set;
import videolab.cli.UsageException;

/**
 * How the collector is served.
 *
 * @param host address to listen on
 * @param port to listen on; 0 takes any
 * @param topic where events go
 * @param origins sites whose pages may send; empty for any
 * @param token who sends has to know it; empty where everybody may send
 * @param proxies how many proxies of the operator's stand before the collector; 0 for none
 * @param perSecond how many requests one address may send in a second
 */
public record CollectorSettings(
        String host, int port, String topic, Set<String> origins, Optional<String> token, int proxies, int perSecond) {

    public static final int PORT = 8090;
    public static final int PER_SECOND = 10_000;

    public CollectorSettings {
        origins = Set.copyOf(origins);
        if (port < 0 || port > 65_535) {
            throw new UsageException("--port", port, "0..65535 is expected (0 takes any free port)");
        }
        for (String origin : origins) {
            if (!origin.matches("[A-Za-z][A-Za-z0-9+.-]*://[A-Za-z0-9.:\\[\\]-]+")) {
                throw new UsageException(
                        "--allow-origin", origin, "an origin is expected, such as https://www.example.org");
            }
        }
        token.ifPresent(value -> {
            if (!value.matches("[A-Za-z0-9._~-]+")) {
                throw new UsageException("--token", "***", "characters of A-Z a-z 0-9 . _ ~ - are expected");
            }
        });
        if (proxies < 0) {
            throw new UsageException("--trust-proxy", proxies, "the number of proxies is expected, 1 or more");
        }
        if (perSecond < 1) {
            throw new UsageException("--max-rate", perSecond, "1 or more requests a second are expected");
        }
    }
}
