package videolab.processor.audience.formats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import videolab.processor.audience.sessions.EndReason;
import videolab.processor.audience.sessions.EventKind;
import videolab.processor.audience.sessions.PlayerEvent;

/**
 * One EPAS event, read as a stream. The fields may come in any order, so the event is put together at the end.
 *
 * <p>The envelope is read strictly: a field of another type than the specification's rejects the event. A payload may hold
 * anything: what is of another type there is as if it were absent.
 */
final class EpasReader {

    private static final int NESTING = 64;
    private static final int STRING_CHARACTERS = 64 * 1024;

    private static final JsonFactory JSON = JsonFactory.builder()
            // Field names are strangers' words: none of them may live for ever.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(NESTING)
                    .maxStringLength(STRING_CHARACTERS)
                    .build())
            .build();

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

    private EpasReader(JsonParser json) {
        this.json = json;
    }

    /** @throws RejectedEventException when it is no event */
    static PlayerEvent read(byte[] value, long receivedAtMs) {
        try (JsonParser json = JSON.createParser(value)) {
            EpasReader reader = new EpasReader(json);
            try {
                reader.readEnvelope();
            } catch (JsonEOFException e) {
                throw new RejectedEventException("JSON that ends too early, after " + value.length + " bytes");
            } catch (StreamConstraintsException e) {
                throw new RejectedEventException("JSON nested deeper than " + NESTING + " or with a string over "
                        + STRING_CHARACTERS / 1024 + " KiB");
            } catch (JsonProcessingException e) {
                throw new RejectedEventException(
                        "no JSON from byte " + json.currentLocation().getByteOffset() + " on");
            }
            return reader.event(receivedAtMs);
        } catch (IOException e) {
            throw new RejectedEventException("JSON in a broken encoding");
        }
    }

    private void readEnvelope() throws IOException {
        JsonToken first = json.nextToken();
        if (first == null) {
            throw new RejectedEventException("empty value");
        }
        if (first != JsonToken.START_OBJECT) {
            throw new RejectedEventException("JSON that is no object");
        }
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
                default -> json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw new RejectedEventException("more than one JSON value");
        }
    }

    private void readPayload(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        if (token != JsonToken.START_OBJECT) {
            throw new RejectedEventException("payload is no object");
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
                    // Nobody asks for it.
                }
            }
            json.skipChildren();
        }
    }

    private PlayerEvent event(long receivedAtMs) {
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
        if (playhead < 0 && playhead != -1) {
            throw new RejectedEventException("a negative playhead");
        }
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

    /** Of two event names or times nobody knows which is true. */
    private static <T> T once(boolean first, String name, T value) {
        if (!first) {
            throw new RejectedEventException(name + " twice");
        }
        return value;
    }

    private String text(String name, JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            throw new RejectedEventException(name + " is no string");
        }
        return json.getText();
    }

    private long integral(String name, JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw new RejectedEventException(name + " is no whole number");
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
            throw new RejectedEventException(name + " is no number");
        }
        return json.getDoubleValue();
    }

    private String textOrNull(JsonToken token) throws IOException {
        return token == JsonToken.VALUE_STRING || token.isNumeric() ? json.getText() : null;
    }
}
