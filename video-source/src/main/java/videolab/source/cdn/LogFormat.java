package videolab.source.cdn;

/** Whose log it is. */
public enum LogFormat {
    EDGECAST("edgecast", "edgecast"),
    CLOUDFRONT_RT("cloudfront-rt", "cloudfront"),
    CLOUDFRONT_STD("cloudfront-std", "cloudfront"),
    AKAMAI_DS2("akamai-ds2", "akamai"),
    NGINX("nginx", "nginx");

    private final String header;
    private final String cdn;

    LogFormat(String header, String cdn) {
        this.header = header;
        this.cdn = cdn;
    }

    /** The value of the record's header {@code format}. */
    public String header() {
        return header;
    }

    /** The network's name. */
    public String cdn() {
        return cdn;
    }
}
