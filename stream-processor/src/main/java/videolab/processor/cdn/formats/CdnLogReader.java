package videolab.processor.cdn.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Reads values of the topic, whatever they hold. Keeps what it works with, so it is for one thread, and never throws. */
public final class CdnLogReader {

    private static final int LOOK_AHEAD = 4096;

    /** A small value may unpack to a large one: this much is read. */
    private static final int UNPACKED_BYTES = 256 * 1024 * 1024;

    private static final Map<String, LogFormat> JSON_MARKS = jsonMarks();
    private static final Pattern COMBINED = Pattern.compile("^\\S+ \\S+ \\S+ \\[\\d{2}/\\w{3}/\\d{4}:");
    private static final Pattern ALB = Pattern.compile("^(?:https?|h2|grpcs|wss?) \\d{4}-\\d{2}-\\d{2}T\\S+ \\S+ ");

    private static Map<String, LogFormat> jsonMarks() {
        Map<String, LogFormat> marks = new LinkedHashMap<>();
        marks.put("\"reqTimeSec\"", LogFormat.AKAMAI_DS2);
        marks.put("\"EdgeResponseStatus\"", LogFormat.CLOUDFLARE);
        marks.put("\"x-edge-location\"", LogFormat.CLOUDFRONT_STD);
        marks.put("\"response_state\"", LogFormat.FASTLY);
        marks.put("\"httpRequest\"", LogFormat.GOOGLE_MEDIA_CDN);
        marks.put("\"request_time\"", LogFormat.NGINX_JSON);
        marks.put("\"time_iso8601\"", LogFormat.NGINX_JSON);
        marks.put("\"msec\"", LogFormat.NGINX_JSON);
        return marks;
    }

    private final ReaderSettings settings;
    private final Map<LogFormat, LogForm> forms = new EnumMap<>(LogFormat.class);

    public CdnLogReader(ReaderSettings settings) {
        this.settings = settings;
    }

    /**
     * Reads one value.
     *
     * @param value may be null
     * @param format the header's, may be null
     * @param receivedMs when it was received, epoch milliseconds
     * @param outcomes receives every line of it
     */
    public void read(byte[] value, String format, long receivedMs, LogOutcomes outcomes) {
        if (value == null || value.length == 0) {
            outcomes.rejected(new byte[0], 0, 0, "empty value");
            return;
        }
        if (isGzip(value)) {
            readUnpacked(value, format, receivedMs, outcomes);
            return;
        }
        Optional<LogFormat> form = format == null ? settings.assumed() : LogFormat.of(format);
        if (format != null && form.isEmpty()) {
            outcomes.rejected(value, 0, value.length, "the header format is not one of " + LogFormat.wireNames());
            return;
        }
        form = form.or(() -> sniff(value));
        if (form.isEmpty()) {
            outcomes.rejected(value, 0, value.length, "none of the formats " + LogFormat.wireNames());
            return;
        }
        forms.computeIfAbsent(form.get(), this::open).read(value, receivedMs, outcomes);
    }

    private static boolean isGzip(byte[] value) {
        return value.length > 2 && value[0] == 0x1f && value[1] == (byte) 0x8b;
    }

    private void readUnpacked(byte[] value, String format, long receivedMs, LogOutcomes outcomes) {
        byte[] unpacked;
        try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(value))) {
            unpacked = stream.readNBytes(UNPACKED_BYTES);
            if (stream.read() >= 0) {
                outcomes.rejected(value, 0, value.length, "gzip of more than " + UNPACKED_BYTES + " bytes");
                return;
            }
        } catch (IOException e) {
            outcomes.rejected(value, 0, value.length, "broken gzip");
            return;
        }
        if (isGzip(unpacked)) {
            outcomes.rejected(value, 0, value.length, "gzip in gzip");
        } else {
            read(unpacked, format, receivedMs, outcomes);
        }
    }

    private LogForm open(LogFormat format) {
        double samplingRate = settings.samplingRate(format);
        return switch (format) {
            case EDGECAST -> new JsonLogs(new Edgecast(), format.cdn(), samplingRate);
            case AKAMAI_DS2 -> new AkamaiLogs(settings.akamaiFields(), format.cdn(), samplingRate);
            case CLOUDFRONT_RT -> CloudFront.realTime(settings.realTimeFields(), format.cdn(), samplingRate);
            case CLOUDFRONT_STD -> CloudFront.standard(format.cdn(), samplingRate);
            case NGINX -> new Nginx(format.cdn(), samplingRate);
            case NGINX_JSON -> new JsonLogs(JsonDialects.NGINX, format.cdn(), samplingRate);
            case CLOUDFLARE -> new JsonLogs(JsonDialects.CLOUDFLARE, format.cdn(), samplingRate);
            case FASTLY -> new JsonLogs(JsonDialects.FASTLY, format.cdn(), samplingRate);
            case GOOGLE_MEDIA_CDN -> new JsonLogs(JsonDialects.GOOGLE, format.cdn(), samplingRate);
            case COMBINED -> new TextLogs(new TextLogs.Combined(), format.cdn(), samplingRate);
            case AWS_ALB -> new TextLogs(new TextLogs.Alb(), format.cdn(), samplingRate);
        };
    }

    /** By the beginning of the value. */
    static Optional<LogFormat> sniff(byte[] value) {
        String text = new String(value, 0, Math.min(value.length, LOOK_AHEAD), ISO_8859_1).stripLeading();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        char first = text.charAt(0);
        if (first == '{'
                || first == '['
                || first == ',' && text.substring(1).stripLeading().startsWith("{")) {
            return Optional.of(jsonFormat(value));
        }
        if (first == '#') {
            int fields = text.indexOf("#Fields:");
            if (fields >= 0 && line(text, fields).contains(AkamaiLogs.TIME)) {
                return Optional.of(LogFormat.AKAMAI_DS2);
            }
            return Optional.of(
                    fields >= 0 && line(text, fields).contains("timestamp")
                            ? LogFormat.CLOUDFRONT_RT
                            : LogFormat.CLOUDFRONT_STD);
        }
        String line = line(text, 0);
        if (COMBINED.matcher(line).find()) {
            return Optional.of(LogFormat.COMBINED);
        }
        if (ALB.matcher(line).find()) {
            return Optional.of(LogFormat.AWS_ALB);
        }
        if (first < '0' || first > '9') {
            return Optional.empty();
        }
        if (line.indexOf('\t') > 0) {
            return Optional.of(line.indexOf('-') == 4 ? LogFormat.CLOUDFRONT_STD : LogFormat.CLOUDFRONT_RT);
        }
        return line.indexOf('"') > 0 ? Optional.of(LogFormat.NGINX) : Optional.empty();
    }

    /** By a field that no other format has, wherever it stands: the order and the length of fields are the customer's. */
    private static LogFormat jsonFormat(byte[] value) {
        for (Map.Entry<String, LogFormat> mark : JSON_MARKS.entrySet()) {
            if (contains(value, mark.getKey().getBytes(ISO_8859_1))) {
                return mark.getValue();
            }
        }
        return LogFormat.EDGECAST;
    }

    private static boolean contains(byte[] value, byte[] wanted) {
        int last = value.length - wanted.length;
        for (int i = 0; i <= last; i++) {
            int matched = 0;
            while (matched < wanted.length && value[i + matched] == wanted[matched]) {
                matched++;
            }
            if (matched == wanted.length) {
                return true;
            }
        }
        return false;
    }

    private static String line(String text, int from) {
        int end = text.indexOf('\n', from);
        return text.substring(from, end < 0 ? text.length() : end);
    }
}
