package videolab.source.viewers;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Writes a request with CMCD v1 as servers log it: each session's in one of four forms. */
final class RequestWriter {

    private static final DateTimeFormatter COMBINED =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter FIELDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd\tHH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RequestWriter() {}

    /** @param number the request's number in its session, from 1 */
    static byte[] write(Identity who, PlayEvent event, int number) {
        TreeMap<String, String> cmcd = cmcd(who, event);
        PlayEvent.Request request = event.request();
        String content = request.content() == null ? "stream" : request.content();
        String path = "/" + content + "/" + request.objectType() + "/" + number + ".m4s";
        Instant at = Instant.ofEpochMilli(event.at());
        String address = who.place().address() == null ? "-" : who.place().address();
        String userAgent = who.device().userAgent() == null ? "-" : who.device().userAgent();
        String line =
                switch (form(who)) {
                    case 0 -> path + "?token=a1&CMCD=" + encoded(joined(cmcd)) + "&x=1";
                    case 1 ->
                        address + " - - [" + COMBINED.format(at) + "] \"GET " + path + "?CMCD=" + encoded(joined(cmcd))
                                + " HTTP/1.1\" 200 40000 \"-\" \"" + userAgent + "\"";
                    case 2 ->
                        // A log of fields encodes what the player had encoded.
                        String.join(
                                "\t",
                                FIELDS.format(at),
                                address,
                                "GET",
                                path,
                                "CMCD=" + encoded(encoded(joined(cmcd))),
                                "200",
                                encoded(userAgent));
                    default -> headers(cmcd);
                };
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private static int form(Identity who) {
        return Math.floorMod(who.session().hashCode(), 4);
    }

    /** Whether the times in a session's log have no fractions of seconds. */
    static boolean hasWholeSeconds(Identity who) {
        return form(who) == 1 || form(who) == 2;
    }

    private static TreeMap<String, String> cmcd(Identity who, PlayEvent event) {
        PlayEvent.Request request = event.request();
        TreeMap<String, String> cmcd = new TreeMap<>();
        cmcd.put("sid", "=\"" + who.session() + "\"");
        cmcd.put("ot", "=" + request.objectType());
        cmcd.put("st", request.live() ? "=l" : "=v");
        if (request.content() != null) {
            cmcd.put("cid", "=\"" + request.content() + "\"");
        }
        if (event.kbps() > 0) {
            cmcd.put("br", "=" + event.kbps());
        }
        if (request.bufferMs() >= 0) {
            cmcd.put("bl", "=" + request.bufferMs());
        }
        if (request.starved()) {
            cmcd.put("bs", "");
        }
        if (request.urgent()) {
            cmcd.put("su", "");
        }
        return cmcd;
    }

    private static String headers(TreeMap<String, String> cmcd) {
        StringBuilder lines = new StringBuilder();
        header(lines, "CMCD-Object", cmcd, "br", "ot");
        header(lines, "CMCD-Request", cmcd, "bl", "su");
        header(lines, "CMCD-Session", cmcd, "cid", "sid", "st");
        header(lines, "CMCD-Status", cmcd, "bs");
        return lines.toString();
    }

    private static void header(StringBuilder lines, String name, TreeMap<String, String> cmcd, String... keys) {
        TreeMap<String, String> own = new TreeMap<>(cmcd);
        own.keySet().retainAll(List.of(keys));
        if (!own.isEmpty()) {
            lines.append(name).append(": ").append(joined(own)).append("\r\n");
        }
    }

    private static String joined(TreeMap<String, String> cmcd) {
        StringBuilder text = new StringBuilder();
        cmcd.forEach((key, value) ->
                text.append(text.length() > 0 ? "," : "").append(key).append(value));
        return text.toString();
    }

    /** As in a URL, where a blank is no plus sign. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
