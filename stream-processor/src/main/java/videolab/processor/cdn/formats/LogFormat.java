package videolab.processor.cdn.formats;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The forms of log that can be read: {@code --log-format}, and the header {@code format}. */
public enum LogFormat {
    EDGECAST("edgecast"),
    CLOUDFRONT_RT("cloudfront"),
    CLOUDFRONT_STD("cloudfront"),
    AKAMAI_DS2("akamai"),
    NGINX("nginx"),
    NGINX_JSON("nginx"),
    COMBINED("combined"),
    CLOUDFLARE("cloudflare"),
    FASTLY("fastly"),
    GOOGLE_MEDIA_CDN("google-media-cdn"),
    AWS_ALB("aws-alb");

    private final String cdn;

    LogFormat(String cdn) {
        this.cdn = cdn;
    }

    /** The dimension {@code cdn} of its requests. */
    public String cdn() {
        return cdn;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<LogFormat> of(String wireName) {
        return Arrays.stream(values())
                .filter(format -> format.wireName().equals(wireName))
                .findFirst();
    }

    public static String wireNames() {
        return Arrays.stream(values()).map(LogFormat::wireName).collect(Collectors.joining(", "));
    }
}
