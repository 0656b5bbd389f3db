package videolab.processor.audience.formats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.Supplier;
import videolab.processor.audience.sessions.EndReason;
import videolab.processor.audience.sessions.EventKind;
import videolab.processor.audience.sessions.PlayerEvent;
import videolab.processor.cmcd.CmcdDictionary;

/**
 * One event in JSON, EPAS or CMCD, read as a stream. The fields may come in any order, so the event is put together at the end.
 *
 * <p>The envelope is read strictly: a field of another type than the specification's rejects the event. A payload may hold
 * anything: what is of another type there is as if it were absent.
 */
final class EpasReader {

    /** Playheads are reported a little beyond the end; far beyond it, the units differ or a live playhead is a clock. */
    private static final double END_TOLERANCE = 1.1;

    private final JsonParser json;

    private EventKind kind;
    private String session;
    private long timestamp;
    private boolean timed;
    private double playhead = Double.NaN;
    private double duration = Double.NaN;

    private Integer bitrateKbps;
    private String code;
    private String reason;
    private String contentId;
    private String contentTitle;
    private Boolean live;
    private String cdn;
    private String userId;
    private String deviceId;
    private String player;

    private CmcdDictionary cmcd;

    private EpasReader(JsonParser json) {
        this.json = json;
    }

    /**
     * Reads the object that the parser stands at, to its end or to what is wrong with it.
     *
     * @return the event, or throws {@link RejectedEventException}
     * @throws JsonProcessingException when it is not JSON
     */
    static Supplier<PlayerEvent> read(JsonParser json, long receivedAtMs) throws IOException {
        EpasReader reader = new EpasReader(json);
        try {
            reader.readEnvelope();
        } catch (RejectedEventException e) {
            return () -> {
                throw e;
            };
        }
        return () -> reader.event(receivedAtMs);
    }

    private void readEnvelope() throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            switch (name) {
                case "event" -> kind = kind(once(kind == null, name, text(name, token)));
                case "sessionId" -> session = once(session == null, name, text(name, token));
                case "timestamp" -> {
                    timestamp = once(!timed, name, integral(name, token));
                    timed = true;
                }
                case "playhead" -> playhead = number(name, token);
                case "duration" -> duration = number(name, token);
                case "payload" -> readPayload(token);
                default -> {
                    if (CmcdDictionary.isKnown(name)) {
                        cmcd = cmcd == null ? new CmcdDictionary() : cmcd;
                        CmcdJson.add(json, name, token, cmcd);
                    } else {
                        json.skipChildren();
                    }
                }
            }
        }
    }

    private void readPayload(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        if (token != JsonToken.START_OBJECT) {
            throw new RejectedEventException("payload is not an object");
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            switch (name) {
                case "bitrate" -> bitrateKbps = value.isNumeric() ? Bitrates.plausible(json.getDoubleValue()) : null;
                case "code" -> code = textOrNull(value);
                case "reason" -> reason = textOrNull(value);
                case "live" -> live = value.isBoolean() ? (Boolean) json.getBooleanValue() : null;
                case "contentId" -> contentId = textOrNull(value);
                case "contentTitle" -> contentTitle = textOrNull(value);
                case "cdn" -> cdn = textOrNull(value);
                case "userId" -> userId = textOrNull(value);
                case "deviceId" -> deviceId = textOrNull(value);
                case "player", "playerName" -> player = textOrNull(value);
                default -> {
                    // Not part of any KPI.
                }
            }
            json.skipChildren();
        }
    }

    private PlayerEvent event(long receivedAtMs) {
        if (kind == null && cmcd != null && cmcd.text("sid") != null) {
            return CmcdEvents.isVersion2(cmcd)
                    ? CmcdEvents.ofVersion2(cmcd, receivedAtMs)
                    : CmcdEvents.request(cmcd, receivedAtMs);
        }
        if (kind == null) {
            throw new RejectedEventException("no event name");
        }
        if (!timed) {
            throw new RejectedEventException("no timestamp");
        }
        if (kind == EventKind.BITRATE_CHANGED && bitrateKbps == null) {
            throw new RejectedEventException("bitrate_changed without a bitrate");
        }
        String content = Texts.clean(contentId, Texts.NAME_CHARACTERS);
        return new PlayerEvent(
                Texts.session(session),
                kind,
                EventTime.plausible(timestamp, receivedAtMs),
                bitrateKbps,
                completion(),
                kind == EventKind.STOPPED ? endReason() : null,
                kind == EventKind.ERROR || kind == EventKind.WARNING ? Texts.clean(code, Texts.CODE_CHARACTERS) : null,
                null,
                false,
                content == null ? Texts.clean(contentTitle, Texts.NAME_CHARACTERS) : content,
                live,
                Texts.clean(cdn, Texts.NAME_CHARACTERS),
                Texts.clean(userId, Texts.NAME_CHARACTERS),
                Texts.clean(deviceId, Texts.NAME_CHARACTERS),
                Texts.clean(player, Texts.NAME_CHARACTERS),
                null,
                null);
    }

    /** The specification says milliseconds in one place and seconds in another: only the ratio is safe. */
    private double completion() {
        double ratio = playhead / duration;
        boolean known = playhead >= 0 && duration > 0 && ratio <= END_TOLERANCE && !Boolean.TRUE.equals(live);
        return known ? Math.min(1, ratio) : Double.NaN;
    }

    private EndReason endReason() {
        if (reason == null) {
            return EndReason.UNKNOWN;
        }
        return switch (reason) {
            case "ended" -> EndReason.ENDED;
            case "aborted" -> EndReason.ABORTED;
            case "error" -> EndReason.ERROR;
            default -> EndReason.UNKNOWN;
        };
    }

    private static EventKind kind(String event) {
        return switch (event) {
            case "init" -> EventKind.INIT;
            case "metadata" -> EventKind.METADATA;
            case "loading" -> EventKind.LOADING;
            case "loaded" -> EventKind.LOADED;
            case "playing", "resume" -> EventKind.PLAYING;
            case "paused" -> EventKind.PAUSED;
            case "buffering" -> EventKind.BUFFERING;
            case "buffered" -> EventKind.BUFFERED;
            case "seeking" -> EventKind.SEEKING;
            case "seeked" -> EventKind.SEEKED;
            case "bitrate_changed" -> EventKind.BITRATE_CHANGED;
            case "heartbeat" -> EventKind.HEARTBEAT;
            case "warning" -> EventKind.WARNING;
            case "error" -> EventKind.ERROR;
            case "stopped" -> EventKind.STOPPED;
            default -> throw new RejectedEventException("unknown event " + Texts.quoted(event));
        };
    }

    /** Of two event names or times, neither can be trusted. */
    private static <T> T once(boolean first, String name, T value) {
        if (!first) {
            throw new RejectedEventException(name + " twice");
        }
        return value;
    }

    private String text(String name, JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            throw new RejectedEventException(name + " is not a string");
        }
        return json.getText();
    }

    private long integral(String name, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_FLOAT && json.getDoubleValue() == Math.rint(json.getDoubleValue())) {
            return (long) json.getDoubleValue(); // some players write every number as a decimal
        }
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw new RejectedEventException(name + " is not a whole number");
        }
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new RejectedEventException(name + " is out of range");
        }
        return json.getLongValue();
    }

    private double number(String name, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return Double.NaN;
        }
        if (!token.isNumeric()) {
            throw new RejectedEventException(name + " is not a number");
        }
        return json.getDoubleValue();
    }

    private String textOrNull(JsonToken token) throws IOException {
        return token == JsonToken.VALUE_STRING || token.isNumeric() ? json.getText() : null;
    }
}
