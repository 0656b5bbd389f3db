package videolab.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What cheap cameras and plain web servers answer, byte for byte. */
@Timeout(120)
class HttpInputTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PICTURES = 5;

    /** How cameras write multipart, and how some do not. */
    enum Dialect {
        PROPER("multipart/x-mixed-replace; boundary=frame"),
        NO_FIRST_DELIMITER("multipart/x-mixed-replace; boundary=frame"),
        NO_PART_HEADERS("multipart/x-mixed-replace; boundary=frame"),
        NO_PART_HEADERS_NO_TYPE(""),
        OTHER_PART_TYPE("multipart/x-mixed-replace; boundary=frame"),
        DELIMITER_WITHOUT_DASHES("multipart/x-mixed-replace; boundary=frame"),
        LINE_FEEDS_ALONE("multipart/x-mixed-replace; boundary=frame"),
        TEXT_BEFORE("multipart/x-mixed-replace; boundary=frame"),
        TEXT_BEFORE_NO_TYPE(""),
        TEXT_PARTS("multipart/x-mixed-replace; boundary=frame"),
        WRONG_LENGTH("multipart/x-mixed-replace; boundary=frame"),
        NO_END_MARKERS("multipart/x-mixed-replace; boundary=frame"),
        PADDED("multipart/x-mixed-replace; boundary=frame"),
        TYPE_OF_A_PAGE("text/html"),
        NO_PARTS("image/jpeg"),
        OCTETS("application/octet-stream");

        private final String type;

        Dialect(String type) {
            this.type = type;
        }

        byte[] part(int number, byte[] jpeg) throws IOException {
            String line = this == LINE_FEEDS_ALONE ? "\n" : "\r\n";
            String delimiter = (this == DELIMITER_WITHOUT_DASHES ? "frame" : "--frame") + line;
            String length = "Content-Length: " + (this == WRONG_LENGTH ? 7 : jpeg.length) + line;
            String head = delimiter + "Content-Type: image/jpeg" + line
                    + (this == LINE_FEEDS_ALONE || this == DELIMITER_WITHOUT_DASHES ? "" : length) + line;
            byte[] plain = join(head, jpeg, line);
            return switch (this) {
                case NO_FIRST_DELIMITER -> number == 0 ? join(head.substring(delimiter.length()), jpeg, line) : plain;
                case NO_PART_HEADERS, NO_PART_HEADERS_NO_TYPE -> join(delimiter + line, jpeg, line);
                case OTHER_PART_TYPE -> join(head.replace("image/jpeg", "image/jpg"), jpeg, line);
                case TEXT_BEFORE, TEXT_BEFORE_NO_TYPE -> number == 0 ? join("hello\r\n\r\n", plain, "") : plain;
                case TEXT_PARTS ->
                    join("--frame\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n25 C\n\r\n", plain, "");
                case NO_END_MARKERS -> join(head, Arrays.copyOf(jpeg, jpeg.length - 2), line);
                case PADDED -> join(head, jpeg, "\0".repeat(512) + line);
                case NO_PARTS -> jpeg;
                default -> plain;
            };
        }
    }

    @TempDir
    Path folder;

    private Server server;

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void everyPictureOfADialectIsRead(Dialect dialect) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < PICTURES; i++) {
            body.write(dialect.part(i, jpeg(i)));
        }
        serve(request -> answer("200 OK", dialect.type, "", body.toByteArray()));

        try (PictureInput input = HttpInput.open(url(""), PATIENCE);
                JpegPictures jpegs = new JpegPictures(null, 90)) {
            // A last picture without an end marker may be cut, and is left out.
            int expected = dialect == Dialect.NO_END_MARKERS ? PICTURES - 1 : PICTURES;
            for (int i = 0; i < expected; i++) {
                assertThat(input.next(PATIENCE)).as("picture %d", i).isTrue();
                BufferedImage seen = TestPictures.decoded(jpegs.encode(input));
                assertThat(seen.getWidth()).isEqualTo(64 + 16 * i);
                assertThat(TestPictures.cornersOf(seen)).isEqualTo("RGBW");
            }
            assertThat(input.next(PATIENCE)).isFalse();
            assertThat(input.isStill()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"jpg, image/jpeg", "jpg, image/jpg", "jpg, ''", "png, image/png", "png, image/jpeg", "bmp, image/bmp"})
    void oneAnswerWithOnePictureIsAStill(String format, String type) throws Exception {
        byte[] picture = TestPictures.encoded(TestPictures.corners(64, 48), format);
        serve(request -> answer("200 OK", type, "Content-Length: " + picture.length + "\r\n", picture));

        try (PictureInput input = HttpInput.open(url(""), PATIENCE)) {
            assertThat(input.next(PATIENCE)).isTrue();
            assertThat(input.width()).isEqualTo(64);
            assertThat(input.next(PATIENCE)).isFalse();
            assertThat(input.isStill()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "404 Not Found, '', '', the server has nothing at this address (status 404)",
        "401 Unauthorized, '', '', the server does not accept the user and password (status 401)",
        "403 Forbidden, '', '', the server forbids access to this address (status 403)",
        "503 Busy, '', '', the server failed (a status of 500 to 599)",
        "200 OK, text/html, <html><img src=x></html>, the server sent a web page instead of pictures",
        "200 OK, '', <!DOCTYPE html><html></html>, the server sent a web page instead of pictures",
        "200 OK, image/jpeg, <html>log in</html>, the server sent a web page instead of pictures",
        "200 OK, multipart/x-mixed-replace, no picture at all, the server's answer ended without a picture"
    })
    void whatIsNoPictureIsNamed(String status, String type, String body, String message) throws Exception {
        serve(request -> answer(status, type, "", body.getBytes(ISO_8859_1)));

        assertThatThrownBy(() -> {
                    try (PictureInput input = HttpInput.open(url(""), PATIENCE)) {
                        input.next(PATIENCE);
                    }
                })
                .isInstanceOf(FfmpegException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void anMp4WithItsIndexAtTheEndIsNamedWhereTheServerGivesNoParts() throws Exception {
        Path clip = folder.resolve("clip.mp4");
        BufferedImage picture = TestPictures.corners(64, 48);
        TestPictures.record(clip, "mp4", "libopenh264", avutil.AV_PIX_FMT_YUV420P, 10, 0, picture, picture, picture);
        byte[] mp4 = Files.readAllBytes(clip);
        assertThat(new String(mp4, ISO_8859_1).indexOf("mdat")).isLessThan(new String(mp4, ISO_8859_1).indexOf("moov"));
        serve(request -> answer("200 OK", "video/mp4", "Content-Length: " + mp4.length + "\r\n", mp4));

        assertThatThrownBy(() -> HttpInput.open(url(""), PATIENCE))
                .isInstanceOf(FfmpegException.class)
                .hasMessageStartingWith("is an MP4 with its index at the end, on a server that does not send parts");
    }

    @Test
    void anIndexIsSoughtInWholeBoxesAlone() {
        byte[] start = "\0\0\0\20ftypisommdat\0\0\0\10free\0\0\0\20moovmdatmdat".getBytes(ISO_8859_1);

        assertThat(HttpInput.hasIndexAtEnd(start)).isFalse();
        assertThat(HttpInput.hasIndexAtEnd(new byte[4096])).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"SHA-256, true", "SHA-256, false", "SHA-256-sess, true"})
    void aCameraThatAsksForDigestWithSha256IsAnswered(String algorithm, boolean qop) throws Exception {
        byte[] picture = jpeg(0);
        serve(request -> isRightDigest(request, algorithm)
                ? answer("200 OK", "image/jpeg", "", picture)
                : answer(
                        "401 Unauthorized",
                        "",
                        "WWW-Authenticate: Digest realm=\"the cam\", nonce=\"abc123\", algorithm=" + algorithm
                                + (qop ? ", qop=\"auth,auth-int\"" : "") + "\r\nContent-Length: 0\r\n",
                        new byte[0]));

        try (PictureInput input = HttpInput.open(url("admin:p%40ss%231@"), PATIENCE)) {
            assertThat(input.next(PATIENCE)).isTrue();
        }
        assertThatThrownBy(() -> HttpInput.open(url("admin:wrong@"), PATIENCE))
                .isInstanceOf(LoginRefusedException.class);
    }

    private static boolean isRightDigest(String request, String algorithm) {
        Matcher given = Pattern.compile("Authorization: Digest ([^\r]*)").matcher(request);
        if (!given.find()) {
            return false;
        }
        Function<String, String> value = name -> {
            Matcher found =
                    Pattern.compile("(?:^|[ ,])" + name + "=\"?([^\",]*)").matcher(given.group(1));
            return found.find() ? found.group(1) : "";
        };
        String secret = sha256("admin:the cam:p@ss#1");
        if (algorithm.endsWith("sess")) {
            secret = sha256(secret + ":abc123:" + value.apply("cnonce"));
        }
        String asked = sha256("GET:/video?channel=1");
        String expected = value.apply("qop").isEmpty()
                ? sha256(secret + ":abc123:" + asked)
                : sha256(secret + ":abc123:" + value.apply("nc") + ":" + value.apply("cnonce") + ":auth:" + asked);
        return value.apply("response").equals(expected);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(ISO_8859_1)));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] jpeg(int number) throws IOException {
        return TestPictures.encoded(TestPictures.corners(64 + 16 * number, 48), "jpg");
    }

    private static byte[] answer(String status, String type, String headers, byte[] body) {
        String typed = type.isEmpty() ? "" : "Content-Type: " + type + "\r\n";
        return join("HTTP/1.1 " + status + "\r\n" + typed + headers + "Connection: close\r\n\r\n", body, "");
    }

    private static byte[] join(String before, byte[] bytes, String after) {
        byte[] head = before.getBytes(ISO_8859_1);
        byte[] tail = after.getBytes(ISO_8859_1);
        byte[] all = Arrays.copyOf(head, head.length + bytes.length + tail.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        System.arraycopy(tail, 0, all, head.length + bytes.length, tail.length);
        return all;
    }

    private void serve(Function<String, byte[]> answers) throws IOException {
        server = new Server(answers);
    }

    private String url(String login) {
        return "http://" + login + "127.0.0.1:" + server.socket.getLocalPort() + "/video?channel=1";
    }

    /** Answers each connection's request with given bytes, and closes it. */
    private static final class Server implements AutoCloseable {

        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        Server(Function<String, byte[]> answers) throws IOException {
            Thread thread = new Thread(() -> run(answers), "http server");
            thread.setDaemon(true);
            thread.start();
        }

        private void run(Function<String, byte[]> answers) {
            while (!socket.isClosed()) {
                try (Socket connection = socket.accept();
                        InputStream in = connection.getInputStream();
                        OutputStream out = connection.getOutputStream()) {
                    StringBuilder request = new StringBuilder();
                    int next;
                    while (request.indexOf("\r\n\r\n") < 0 && (next = in.read()) >= 0) {
                        request.append((char) next);
                    }
                    out.write(answers.apply(request.toString()));
                } catch (IOException e) {
                    // The client left, or the test is over.
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Cut anywhere, pictures come out whole and once. */
    @Test
    void thePlacesWhereBytesAreCutDoNotMatter() throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < PICTURES; i++) {
            stream.write(i < 3 ? Dialect.TEXT_PARTS.part(i, jpeg(i)) : jpeg(i)); // the last one ends with the bytes
        }
        byte[] bytes = stream.toByteArray();
        for (int size : List.of(1, 2, 3, 7, 1000, bytes.length)) {
            JpegSplitter splitter = new JpegSplitter();
            int found = 0;
            for (int at = 0; at < bytes.length; at += size) {
                byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size));
                splitter.add(piece, piece.length);
                for (var picture = splitter.next(); picture.isPresent(); picture = splitter.next()) {
                    assertThat(picture.get()).as("size %d", size).isEqualTo(jpeg(found++));
                }
            }
            assertThat(found).as("size %d", size).isEqualTo(PICTURES);
        }
    }
}
