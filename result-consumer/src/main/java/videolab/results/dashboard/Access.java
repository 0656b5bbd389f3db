package videolab.results.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Who may see the page. Knows no server: a request comes as its parts, and a {@link Verdict} goes back. */
final class Access {

    static final String COOKIE = "video_lab_session";

    private static final Set<String> HEALTH = Set.of("/healthz", "/readyz", "/metrics");
    private static final String HEALTHZ = "/healthz";
    private static final String PICTURES = "/cameras/";
    private static final String BEARER = "Bearer ";

    /**
     * What the decision needs; each may be null where the request has none.
     *
     * @param changes whether it is a POST or the like, or opens a WebSocket: then a foreign origin is refused
     */
    record Request(
            String path,
            boolean changes,
            String host,
            String origin,
            String authorization,
            String cookie,
            String token,
            String view) {}

    /** What to do with a request. */
    enum Verdict {
        ALLOW,
        /** The token was in the address: set the cookie, and go on at the address without it. */
        SIGN_IN,
        /** 401. */
        TOKEN_NEEDED,
        /** 403: a page of another site asks. */
        FOREIGN_ORIGIN,
        /** 421: the browser believes to speak to another host. */
        UNKNOWN_HOST
    }

    private final String token;
    private final Set<String> hosts;
    private final String session;
    private final String view;

    private Access(String token, Set<String> hosts) {
        this.token = token;
        this.hosts = hosts;
        this.session = token == null ? null : derived(token, "session");
        this.view = token == null ? null : derived(token, "view");
    }

    /** For everybody on this machine, under one of these names. */
    static Access local(Set<String> hosts) {
        return new Access(null, Set.copyOf(hosts));
    }

    /** For whoever has the token, under any name. */
    static Access byToken(String token) {
        return new Access(token, Set.of());
    }

    /** What the session cookie holds: not the token, and the same after a restart with it. */
    String session() {
        return session;
    }

    /** What opens the pictures of cameras, and nothing else; empty where no token is needed. */
    Optional<String> viewToken() {
        return Optional.ofNullable(view);
    }

    Verdict decide(Request request) {
        if (!isKnownHost(request)) {
            return Verdict.UNKNOWN_HOST;
        }
        if (request.changes() && request.origin() != null && !isOwnOrigin(request.origin(), request.host())) {
            return Verdict.FOREIGN_ORIGIN;
        }
        if (token == null || request.path().equals(HEALTHZ)) {
            return Verdict.ALLOW;
        }
        if (request.token() != null && isSame(request.token(), token)) {
            return Verdict.SIGN_IN;
        }
        boolean known = isSame(request.cookie(), session)
                || request.authorization() != null
                        && request.authorization().startsWith(BEARER)
                        && isSame(request.authorization().substring(BEARER.length()), token)
                || !request.changes() && request.path().startsWith(PICTURES) && isSame(request.view(), view);
        return known ? Verdict.ALLOW : Verdict.TOKEN_NEEDED;
    }

    private boolean isKnownHost(Request request) {
        if (token != null) {
            return true;
        }
        if (request.host() == null) {
            return false;
        }
        String host = request.host().toLowerCase(Locale.ROOT);
        // A service of the same Compose project asks under the service's name, which has no dot: a browser that was led
        // here by a name of the public DNS has one.
        return hosts.contains(host) || HEALTH.contains(request.path()) && host.matches("[a-z0-9_-]+(:[0-9]{1,5})?");
    }

    private static boolean isOwnOrigin(String origin, String host) {
        return host != null
                && (origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host));
    }

    /** In constant time for texts of one length. */
    private static boolean isSame(String given, String expected) {
        return given != null && MessageDigest.isEqual(given.getBytes(UTF_8), expected.getBytes(UTF_8));
    }

    private static String derived(String token, String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(purpose.getBytes(UTF_8)), 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JRE has it
        }
    }
}
