package videolab.source.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogSenderTest {

    private static final long AT = 1_767_323_045_250L; // 2026-01-02T03:04:05.250Z

    @TempDir
    private Path folder;

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private LogSender sender(FileFormat format, double speed) {
        return new LogSender(format, speed, records::add, () -> {});
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private List<String> values() {
        return records.stream().map(each -> new String(each.value(), UTF_8)).toList();
    }

    @Test
    void linesOfPlainAndPackedFilesInTheirOrder() throws Exception {
        Path old = Files.write(folder.resolve("access.log.1"), gzip("1 \"a\"\n2 \"b\"\n")); // packed, whatever its name
        Path now = file("access.log", "3 \"c\"\r\n\n4 \"d\""); // the last line without its end

        LogSender sender = sender(FileFormat.NGINX, 0);
        sender.send(List.of(old, now), false);

        assertThat(values()).containsExactly("1 \"a\"\n2 \"b\"\n", "3 \"c\"\r\n4 \"d\"\n");
        assertThat(sender.skipped()).isEqualTo("skipped 1 (1 blank)");
        assertThat(sender.broken()).isEmpty();
    }

    @Test
    void everyRecordHasTheFieldsLineOfItsLines() throws Exception {
        String line = "2026-01-02\t03:04:05\t" + "x".repeat(1_000) + "\n";
        Path log = file(
                "std.log",
                "#Version: 1.0\n#Fields: date time a\n" + line.repeat(300) + "#Fields: date time b\n" + line.repeat(2));

        LogSender sender = sender(FileFormat.CLOUDFRONT_STD, 0);
        sender.send(List.of(log), false);

        assertThat(records.stream().mapToInt(LogRecord::lines).sum()).isEqualTo(302);
        assertThat(records.size())
                .as("256 KiB each, and a new one for other fields")
                .isEqualTo(3);
        assertThat(values().subList(0, 2)).allMatch(each -> each.startsWith("#Fields: date time a\n2026"));
        assertThat(values().get(2)).isEqualTo("#Fields: date time b\n" + line.repeat(2));
        assertThat(sender.skipped()).isEqualTo("skipped 1 (1 comment)");
    }

    @Test
    void aLineThatNoRecordCanHoldIsSkippedAlone() throws Exception {
        Path log = file("long.log", "1\n" + "x".repeat(600 * 1024) + "\n2\n");

        LogSender sender = sender(FileFormat.COMBINED, 0);
        sender.send(List.of(log), false);

        assertThat(values()).containsExactly("1\n2\n");
        assertThat(sender.skipped()).isEqualTo("skipped 1 (1 longer than 512 KiB)");
    }

    @Test
    void brokenGzipLosesItsRestAndNotTheNextFile() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            lines.append(i * 7919L % 1_000_003).append('\n');
        }
        byte[] packed = gzip(lines.toString());
        Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(packed, packed.length / 2));
        Path whole = file("whole.log", "last\n");

        LogSender sender = sender(FileFormat.COMBINED, 0);
        sender.send(List.of(cut, whole), false);

        assertThat(records.get(0).lines()).isBetween(1_000, 49_000);
        assertThat(values().get(values().size() - 1)).isEqualTo("last\n");
        assertThat(sender.broken())
                .containsExactly("file '" + cut + "' cannot be read to its end: its gzip data ends too early");
    }

    @Test
    void documentsOfJsonBecomeLines() throws Exception {
        Path array = file("array.json", "[\n {\"a\": 1,\n  \"b\": [2]},\n \"{\\\"c\\\":3}\"\n]\n");
        Path pretty = file("pretty.json", "{\n  \"d\": 4\n}\n{\n  \"e\": 5\n}\n");
        Path lines = file("lines.json", "{\"f\": 6}\n{\"g\n{\"h\": 7}\n");

        sender(FileFormat.EDGECAST, 0).send(List.of(array, pretty, lines), false);

        assertThat(values())
                .containsExactly(
                        "{\"a\":1,\"b\":[2]}\n{\"c\":3}\n",
                        "{\"d\":4}\n{\"e\":5}\n",
                        "{\"f\": 6}\n{\"g\n{\"h\": 7}\n"); // the processor says what is wrong with a line
    }

    @Test
    @Timeout(30)
    void aFileIsFollowedThroughItsRotation() throws Exception {
        Path log = file("access.log", "#Fields: a\n1\n2");
        LogSender sender = sender(FileFormat.CLOUDFRONT_RT, 0);
        Thread following = start(sender, log);
        await("#Fields: a\n1\n");

        append(log, "2\n"); // the end of the line that was half written
        await("#Fields: a\n22\n");
        append(log, "3\n");
        Files.move(log, folder.resolve("access.log.1"));
        append(folder.resolve("access.log.1"), "4\n"); // its writer has not noticed yet
        String fifth = "5".repeat(100) + "\n";
        file("access.log", fifth);
        await(fifth); // a new file has its own fields, or none
        assertThat(String.join("", values()).replace("#Fields: a\n", "")).isEqualTo("1\n22\n3\n4\n" + fifth);

        file("access.log", "6\n"); // copied, emptied, and written anew
        await("6\n");
        sender.stop();
        following.join();
    }

    private Thread start(LogSender sender, Path log) {
        Thread thread = new Thread(() -> {
            try {
                sender.send(List.of(log), true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        return thread;
    }

    private void await(String value) throws InterruptedException {
        while (!values().contains(value)) {
            Thread.sleep(20);
        }
    }

    private static void append(Path log, String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.APPEND);
    }

    @Test
    void linesAreSentAtTheirPace() throws Exception {
        Path log = file("rt.log", "1767323045.000\ta\n1767323045.000\tb\nno time\n1767323105.000\tc\n");

        sender(FileFormat.CLOUDFRONT_RT, 100).send(List.of(log), false);

        // The last line is a minute younger: what came before it did not wait for it.
        assertThat(records.stream().map(LogRecord::lines)).containsExactly(3, 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            EDGECAST|{"timestamp":1767323045.25,"status_code":200}
            CLOUDFRONT_RT|1767323045.250\tx
            AKAMAI_DS2|{"reqTimeSec":"1767323045.250"}
            AKAMAI_DS2|1 123456 1767323045.250 70000
            NGINX|1767323045.250 192.0.2.1 "GET / HTTP/1.1"
            NGINX_JSON|{"msec":"1767323045.250"}
            NGINX_JSON|{"time_iso8601":"2026-01-02T04:04:05.250+01:00"}
            CLOUDFLARE|{"EdgeStartTimestamp":1767323045250000000}
            CLOUDFLARE|{"EdgeStartTimestamp":"2026-01-02T03:04:05.250Z"}
            FASTLY|{"timestamp":"2026-01-02T03:04:05.250+0000"}
            GOOGLE_MEDIA_CDN|{"timestamp": "2026-01-02T03:04:05.250Z"}
            CLOUDFRONT_STD|{"timestamp(ms)":"1767323045250"}
            AWS_ALB|h2 2026-01-02T03:04:05.250000Z app/lb/1
            """)
    void theTimeOfALine(FileFormat format, String line) {
        assertThat(format.timeOf(line.replace("\\t", "\t"), null)).hasValue(AT);
    }

    @Test
    void theTimeOfALineInWholeSeconds() {
        String combined = "192.0.2.1 - - [02/Jan/2026:04:04:05 +0100] \"GET / HTTP/1.1\" 200 1";
        assertThat(FileFormat.COMBINED.timeOf(combined, null)).hasValue(AT - 250);
        assertThat(FileFormat.CLOUDFRONT_STD.timeOf("2026-01-02\t03:04:05\tx", null))
                .hasValue(AT - 250);
        assertThat(FileFormat.CLOUDFRONT_STD.timeOf("{\"date\":\"2026-01-02\",\"time\":\"03:04:05\"}", null))
                .hasValue(AT - 250);
        assertThat(FileFormat.CLOUDFRONT_STD.timeOf("x\t03:04:05\t2026-01-02", "#Fields: a time date"))
                .hasValue(AT - 250);
        assertThat(FileFormat.AKAMAI_DS2.timeOf("200 1767323045.250", "#Fields: statusCode reqTimeSec"))
                .hasValue(AT);
        assertThat(FileFormat.NGINX.timeOf("nothing", null)).isEmpty();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return out.toByteArray();
    }
}
