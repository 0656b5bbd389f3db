package videolab.source.capture;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import videolab.cli.UsageException;

/** A camera's address on the network. Its text form is fit for a log: without user, password and query. */
public final class StreamUrl {

    private static final Set<String> SCHEMES = new TreeSet<>(Set.of("rtsp", "rtsps", "http", "https"));

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
        try {
            // A password may hold characters that a URI may not; the rest is checked.
            if (new URI(url.replaceFirst("//[^/?#]*@", "//")).getHost() != null) {
                return new StreamUrl(url, scheme);
            }
        } catch (URISyntaxException e) {
            // Falls through to the one message for every way of being wrong.
        }
        throw new UsageException("URL", masked(url), scheme + "://host[:port]/path is expected");
    }

    static boolean isUrl(String text) {
        return text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*");
    }

    /** With user and password: for FFmpeg alone. */
    String withSecrets() {
        return url;
    }

    boolean isHttp() {
        return scheme.startsWith("http");
    }

    @Override
    public String toString() {
        return masked(url);
    }

    private static String masked(String url) {
        return url.replaceFirst("//[^?#]*@", "//***@").replaceFirst("\\?.*", "?***");
    }
}
