package videolab.processor.cdn.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Reads values of the topic, whatever they hold. Keeps what it works with, so it is for one thread, and never throws. */
public final class CdnLogReader {

    private static final int LOOK_AHEAD = 4096;

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
     * @param outcomes is told everything that is in it
     */
    public void read(byte[] value, String format, long receivedMs, LogOutcomes outcomes) {
        if (value == null || value.length == 0) {
            outcomes.rejected(new byte[0], 0, 0, "empty value");
            return;
        }
        Optional<LogFormat> form = format == null ? settings.assumed() : LogFormat.of(format);
        if (format != null && form.isEmpty()) {
            outcomes.rejected(value, 0, value.length, "the header format is none of " + LogFormat.wireNames());
            return;
        }
        form = form.or(() -> sniff(value));
        if (form.isEmpty()) {
            outcomes.rejected(value, 0, value.length, "none of the formats " + LogFormat.wireNames());
            return;
        }
        forms.computeIfAbsent(form.get(), this::open).read(value, receivedMs, outcomes);
    }

    private LogForm open(LogFormat format) {
        double samplingRate = settings.samplingRate(format);
        return switch (format) {
            case EDGECAST -> new JsonLogs(new Edgecast(), format.cdn(), samplingRate);
            case AKAMAI_DS2 -> new JsonLogs(new AkamaiDs2(), format.cdn(), samplingRate);
            case CLOUDFRONT_RT -> CloudFront.realTime(settings.realTimeFields(), format.cdn(), samplingRate);
            case CLOUDFRONT_STD -> CloudFront.standard(format.cdn(), samplingRate);
            case NGINX -> new Nginx(format.cdn(), samplingRate);
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
            return Optional.of(text.contains("reqTimeSec") ? LogFormat.AKAMAI_DS2 : LogFormat.EDGECAST);
        }
        if (first == '#') {
            int fields = text.indexOf("#Fields:");
            return Optional.of(
                    fields >= 0 && line(text, fields).contains("timestamp")
                            ? LogFormat.CLOUDFRONT_RT
                            : LogFormat.CLOUDFRONT_STD);
        }
        if (first < '0' || first > '9') {
            return Optional.empty();
        }
        String line = line(text, 0);
        if (line.indexOf('\t') > 0) {
            return Optional.of(line.indexOf('-') == 4 ? LogFormat.CLOUDFRONT_STD : LogFormat.CLOUDFRONT_RT);
        }
        return line.indexOf('"') > 0 ? Optional.of(LogFormat.NGINX) : Optional.empty();
    }

    private static String line(String text, int from) {
        int end = text.indexOf('\n', from);
        return text.substring(from, end < 0 ? text.length() : end);
    }
}
