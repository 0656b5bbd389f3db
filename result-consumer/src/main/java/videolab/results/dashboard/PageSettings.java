package videolab.results.dashboard;

import java.util.Optional;
import videolab.cli.UsageException;
import videolab.results.dashboard.library.LibraryFolder;

/**
 * How the page is served.
 *
 * @param host address to listen on
 * @param port to listen on; 0 takes any
 * @param token who knows it sees everything; empty on loopback, where none is needed
 * @param publishedOn host and port under which a proxy on this machine's loopback publishes the page
 * @param blur whether faces are blurred for everybody
 * @param embedFrom origin of a site that may show the page in a frame
 * @param library empty leaves the library's view out
 * @param collector where the page's own player sends its events; empty sends them to the page's server
 */
public record PageSettings(
        String host,
        int port,
        Optional<String> token,
        Optional<String> publishedOn,
        boolean blur,
        Optional<String> embedFrom,
        Optional<LibraryFolder> library,
        Optional<String> collector) {

    public static final int PORT = 8088;

    private static final int LEAST_TOKEN = 16;

    public PageSettings {
        if (blur && library.isPresent()) {
            throw new UsageException(
                    "--library shows stored pictures, in which no face is blurred; leave out --library or --blur");
        }
        if (port < 0 || port > 65_535) {
            throw new UsageException("--port", port, "0..65535 is expected (0 takes any free port)");
        }
        token.ifPresent(value -> {
            if (value.length() < LEAST_TOKEN || !value.matches("[A-Za-z0-9._~-]+")) {
                throw new UsageException(
                        "--token", "***", LEAST_TOKEN + " or more of A-Z a-z 0-9 . _ ~ - are expected in the file");
            }
        });
        publishedOn.ifPresent(value -> {
            if (!value.matches("(127\\.0\\.0\\.1|localhost):[0-9]{1,5}")) {
                throw new UsageException("--published-on", value, "127.0.0.1:PORT is expected");
            }
        });
        collector.ifPresent(value -> {
            if (!value.matches("https?://[A-Za-z0-9.:\\[\\]-]+(/[A-Za-z0-9/._~-]*)?")) {
                throw new UsageException("--collector", value, "an address such as http://127.0.0.1:8090/ is expected");
            }
        });
        embedFrom.ifPresent(value -> {
            if (!value.matches("https?://[A-Za-z0-9.:-]+")) {
                throw new UsageException("--embed-from", value, "an origin is expected, such as https://example.org");
            }
        });
    }

    /** On this machine alone, without a token. */
    public static PageSettings local(int port) {
        return new PageSettings(
                "127.0.0.1",
                port,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same with a library's view, or without. */
    public PageSettings with(Optional<LibraryFolder> shown) {
        return new PageSettings(host, port, token, publishedOn, blur, embedFrom, shown, collector);
    }
}
