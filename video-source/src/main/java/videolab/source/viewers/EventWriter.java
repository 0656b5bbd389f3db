package videolab.source.viewers;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import videolab.contract.Json;

/** Writes events the way players do: EPAS's JSON, the lines of CMCD's event reports, and CMCD's requests. */
final class EventWriter {

    private static final int AUDIO_KBPS = 128;

    private EventWriter() {}

    /** @param number the event's number in its session, from 1 */
    static byte[] write(PlayedSession session, PlayEvent event, int number) {
        return switch (session.who().format()) {
            case EPAS -> epas(session, event);
            case CMCD1 -> RequestWriter.write(session.who(), event, number);
            case CMCD2 -> cmcd(session, event, number);
        };
    }

    /** EPAS: playhead and duration in seconds, -1 for unknown; for a live channel the playhead is the time of day. */
    private static byte[] epas(PlayedSession session, PlayEvent event) {
        Identity who = session.who();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("event", event.kind().epas);
        body.put("sessionId", who.session());
        body.put("timestamp", event.at() + session.clockMsAt(event.at()));
        body.put("playhead", event.playheadMs() < 0 ? -1 : seconds(event.playheadMs()));
        boolean known = event.playheadMs() >= 0 && !who.content().live();
        body.put("duration", known ? seconds(who.content().durationMs()) : -1);
        Map<String, Object> payload = payload(who, event);
        if (!payload.isEmpty()) {
            body.put("payload", payload);
        }
        return Json.bytes(body);
    }

    private static Map<String, Object> payload(Identity who, PlayEvent event) {
        Map<String, Object> payload = new LinkedHashMap<>();
        switch (event.kind()) {
            case METADATA -> {
                payload.put("live", who.content().live());
                payload.put("contentId", who.content().id());
                if (who.userId() != null) {
                    payload.put("userId", who.userId());
                }
                if (who.deviceId() != null) {
                    payload.put("deviceId", who.deviceId());
                }
                payload.put("cdn", who.cdn());
            }
            case BITRATE_CHANGED -> {
                payload.put("bitrate", event.kbps());
                payload.put("videoBitrate", event.kbps() - AUDIO_KBPS);
                payload.put("audioBitrate", AUDIO_KBPS);
            }
            case WARNING, ERROR -> {
                payload.put("code", event.detail());
                payload.put("category", "NETWORK");
                payload.put("message", "segment could not be loaded");
            }
            case STOPPED -> payload.put("reason", event.detail());
            default -> {}
        }
        return payload;
    }

    private static Object seconds(long millis) {
        return BigDecimal.valueOf(millis, 3);
    }

    /** CMCD v2, event mode: one line, its keys in alphabetical order. */
    private static byte[] cmcd(PlayedSession session, PlayEvent event, int number) {
        Identity who = session.who();
        StringBuilder line = new StringBuilder();
        if (event.kbps() > 0) {
            add(line, "br", "(" + (event.kbps() - AUDIO_KBPS) + ";v " + AUDIO_KBPS + ";a)");
        }
        add(line, "cdn", quoted(who.cdn()));
        add(line, "cid", quoted(who.content().id()));
        add(
                line,
                "e",
                switch (event.kind()) {
                    case BITRATE_CHANGED -> "bc";
                    case HEARTBEAT -> "t";
                    case AD_BEGINS -> "as";
                    case AD_ENDS -> "ae";
                    case WARNING, ERROR -> "e";
                    default -> "ps";
                });
        if (event.kind() == EventKind.WARNING || event.kind() == EventKind.ERROR) {
            add(line, "ec", "(" + quoted(event.detail()) + ")");
        }
        if (event.startupMs() >= 0) {
            add(line, "msd", String.valueOf(event.startupMs()));
        }
        if (event.playheadMs() >= 0) {
            add(line, "pt", String.valueOf(event.playheadMs()));
        }
        add(line, "sid", quoted(who.session()));
        add(line, "sn", String.valueOf(number));
        add(line, "st", who.content().live() ? "l" : "v");
        String token = token(event);
        if (token != null) {
            add(line, "sta", token);
        }
        add(line, "ts", String.valueOf(event.at() + session.clockMsAt(event.at())));
        add(line, "v", "2");
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String token(PlayEvent event) {
        return switch (event.kind()) {
            case INIT, PLAYING, PAUSED, BUFFERING, BUFFERED, SEEKED -> event.state().token;
            case SEEKING -> PlayState.SEEKING.token;
            case HEARTBEAT -> event.sayState() && event.state() != null ? event.state().token : null;
            case ERROR -> "f";
            case STOPPED -> event.detail().equals("ended") ? "e" : "q";
            default -> null;
        };
    }

    private static void add(StringBuilder line, String key, String value) {
        if (line.length() > 0) {
            line.append(',');
        }
        line.append(key).append('=').append(value);
    }

    private static String quoted(String text) {
        return String.format(Locale.ROOT, "\"%s\"", text.replace("\\", "\\\\").replace("\"", "\\\""));
    }
}
