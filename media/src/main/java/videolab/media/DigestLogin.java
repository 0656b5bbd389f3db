package videolab.media;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Digest log-in with SHA-256 (RFC 7616), which recent cameras ask for and FFmpeg does not have. Each answer is for one
 * request.
 */
final class DigestLogin {

    private static final Pattern URL = Pattern.compile("(?s)(https?://)(.*)@([^@/?#]*)(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s,]+))");
    private static final Map<String, String> ALGORITHMS =
            Map.of("SHA-256", "SHA-256", "SHA-256-SESS", "SHA-256", "SHA-512-256", "SHA-512/256");

    private final String urlWithoutUser;
    private final String authorization;

    private DigestLogin(String urlWithoutUser, String authorization) {
        this.urlWithoutUser = urlWithoutUser;
        this.authorization = authorization;
    }

    /** Empty where the URL has no user, or the server does not ask for such a log-in. */
    static Optional<DigestLogin> where(String url, Duration patience) throws IOException {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String bare = parts.group(1) + parts.group(3) + parts.group(4);
        String[] login = parts.group(2).split(":", 2);
        String path = parts.group(4).replaceFirst("#.*", "");
        String asked = path.startsWith("/") ? path : "/" + path;
        for (String challenge : challenges(bare, patience)) {
            Map<String, String> asks = parameters(challenge);
            String algorithm = asks.getOrDefault("algorithm", "MD5");
            String hash = ALGORITHMS.get(algorithm.toUpperCase(java.util.Locale.ROOT));
            boolean digest = challenge.regionMatches(true, 0, "Digest", 0, 6);
            if (digest && hash != null && asks.containsKey("nonce")) {
                String user = decoded(login[0]);
                String password = login.length > 1 ? decoded(login[1]) : "";
                return Optional.of(new DigestLogin(bare, answer(asks, algorithm, hash, user, password, asked)));
            }
        }
        return Optional.empty();
    }

    String urlWithoutUser() {
        return urlWithoutUser;
    }

    /** The value of the header {@code Authorization}. */
    String authorization() {
        return authorization;
    }

    private static List<String> challenges(String url, Duration patience) throws IOException {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) new URI(url).toURL().openConnection();
            if (connection instanceof HttpsURLConnection secured) {
                // As everywhere in a camera's network: it signs its own certificate.
                secured.setSSLSocketFactory(trusting().getSocketFactory());
                secured.setHostnameVerifier((host, session) -> true);
            }
            connection.setConnectTimeout((int) patience.toMillis());
            connection.setReadTimeout((int) patience.toMillis());
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_UNAUTHORIZED
                        ? connection.getHeaderFields().entrySet().stream()
                                .filter(header -> "WWW-Authenticate".equalsIgnoreCase(header.getKey()))
                                .flatMap(header -> header.getValue().stream())
                                .toList()
                        : List.of();
            } finally {
                connection.disconnect();
            }
        } catch (URISyntaxException | IllegalArgumentException | GeneralSecurityException e) {
            throw new FfmpegException("the kind of log-in cannot be found out: " + e.getMessage());
        }
    }

    private static SSLContext trusting() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, null);
        return context;
    }

    private static Map<String, String> parameters(String challenge) {
        Map<String, String> parameters = new java.util.HashMap<>();
        Matcher parameter = PARAMETER.matcher(challenge);
        while (parameter.find()) {
            parameters.putIfAbsent(
                    parameter.group(1).toLowerCase(java.util.Locale.ROOT),
                    parameter.group(2) == null ? parameter.group(3) : parameter.group(2));
        }
        return parameters;
    }

    private static String answer(
            Map<String, String> asks, String algorithm, String hash, String user, String password, String path) {
        String realm = asks.getOrDefault("realm", "");
        String nonce = asks.get("nonce");
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String ours = HexFormat.of().formatHex(random);
        String secret = hashed(hash, user + ":" + realm + ":" + password);
        if (algorithm.toUpperCase(java.util.Locale.ROOT).endsWith("-SESS")) {
            secret = hashed(hash, secret + ":" + nonce + ":" + ours);
        }
        String request = hashed(hash, "GET:" + path);
        boolean hasQop = asks.containsKey("qop");
        String response =
                hashed(hash, secret + ":" + nonce + (hasQop ? ":00000001:" + ours + ":auth:" : ":") + request);
        String opaque = asks.containsKey("opaque") ? ", opaque=\"" + asks.get("opaque") + "\"" : "";
        String qop = hasQop ? ", qop=auth, nc=00000001, cnonce=\"" + ours + "\"" : "";
        return "Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\"" + nonce + "\", uri=\"" + path
                + "\", algorithm=" + algorithm + ", response=\"" + response + "\"" + qop + opaque;
    }

    private static String hashed(String algorithm, String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has them
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    /** Does not compare names either, which the plain interface leaves to Java. */
    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
