package videolab.source.capture;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import videolab.cli.UsageException;

/** A camera's address on the network. Its text form is fit for a log: without user, password and query. */
public final class StreamUrl {

    private static final Set<String> SCHEMES = new TreeSet<>(Set.of("rtsp", "rtsps", "http", "https"));

    /** A ? or # before the path, and an @ behind it: in a URI the host ends there, in the middle of a password. */
    private static final Pattern CUT_SECRET = Pattern.compile("(?s)[^/]*//[^/]*[?#].*@.*");

    /** A URI's own host may hold no underscore, but services of Compose have names with one. */
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+(%[A-Za-z0-9._~-]+)?]|[A-Za-z0-9._~-]+)(:\\d{1,5})?");

    private final String url;
    private final String scheme;

    private StreamUrl(String url, String scheme) {
        this.url = url;
        this.scheme = scheme;
    }

    /** @throws UsageException unless it is a URL with a host and an accepted scheme */
    public static StreamUrl parse(String url) {
        int colon = url.indexOf(':');
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            throw new UsageException(
                    "URL", masked(url), "one that starts with " + String.join("://, ", SCHEMES) + ":// is expected");
        }
        boolean cut = CUT_SECRET.matcher(url).matches();
        try {
            // A password may hold characters that a URI may not; the rest is checked.
            String authority = cut ? null : new URI(url.replaceFirst("//[^/?#]*@", "//")).getRawAuthority();
            if (authority != null && HOST_AND_PORT.matcher(authority).matches()) {
                return new StreamUrl(url, scheme);
            }
        } catch (URISyntaxException e) {
            // Falls through to the one message for every way of being wrong.
        }
        throw new UsageException(
                "URL",
                masked(url),
                scheme + "://host[:port]/path is expected; in a user or password / ? # are written %2F %3F %23");
    }

    static boolean isUrl(String text) {
        return text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*");
    }

    /** With user and password: only for FFmpeg. */
    String withSecrets() {
        return url;
    }

    public boolean isHttp() {
        return scheme.startsWith("http");
    }

    @Override
    public String toString() {
        return masked(url);
    }

    /** A password may hold anything, so all up to the last @ is hidden; and all of it where that @ may be a query's. */
    private static String masked(String url) {
        return url.replaceFirst("(?s)^(\\w+://)?.*\\?.*@.*", "$1***")
                .replaceFirst("(?s)^(\\w+://)?.*@", "$1***@")
                .replaceFirst("(?s)\\?.*", "?***");
    }
}
