package videolab.processor.audience.formats;

import videolab.processor.audience.sessions.EndReason;
import videolab.processor.audience.sessions.EventKind;
import videolab.processor.audience.sessions.PlayerEvent;
import videolab.processor.cmcd.CmcdDictionary;

/** CMCD's keys to an event; which state and event is which kind stands in docs/kpis.md. */
final class CmcdEvents {

    private CmcdEvents() {}

    /**
     * A line of a v2 event report.
     *
     * @throws RejectedEventException when it is no event
     */
    static PlayerEvent report(CmcdDictionary cmcd, long receivedAtMs) {
        Long timestamp = cmcd.integer("ts");
        if (timestamp == null) {
            throw new RejectedEventException("no ts");
        }
        return event(cmcd, EventTime.plausible(timestamp, receivedAtMs));
    }

    /** Whether a dictionary is of version 2, whatever form it came in. */
    static boolean isVersion2(CmcdDictionary cmcd) {
        return cmcd.text("e") != null
                || cmcd.text("ts") != null
                || cmcd.text("sta") != null
                || "2".equals(cmcd.text("v"));
    }

    /**
     * Version 2 in a query, in headers or as JSON: an event report, or a request with a state. A request carries no time, so its
     * time is that of its reception.
     *
     * @throws RejectedEventException when it is not an event
     */
    static PlayerEvent ofVersion2(CmcdDictionary cmcd, long receivedAtMs) {
        if (cmcd.text("e") != null || cmcd.text("ts") != null) {
            return report(cmcd, receivedAtMs);
        }
        return cmcd.text("sta") == null ? request(cmcd, receivedAtMs) : event(cmcd, receivedAtMs);
    }

    private static PlayerEvent event(CmcdDictionary cmcd, long eventAtMs) {
        String session = Texts.session(cmcd.text("sid"));
        String event = cmcd.text("e");
        // A response's ts is when its request began, its sta what the player did when the answer came, and its bitrate
        // the object's, perhaps audio's.
        boolean response = "rr".equals(event);
        String state = response ? null : cmcd.text("sta");
        EventKind kind = kind(state, event);
        Integer bitrateKbps = response ? null : Bitrates.plausible(cmcd.kbps("br"));
        if (state == null && "bc".equals(event) && bitrateKbps == null) {
            throw new RejectedEventException("e=bc without a bitrate");
        }
        boolean failure = kind == EventKind.ERROR || kind == EventKind.WARNING;
        return new PlayerEvent(
                session,
                kind,
                eventAtMs,
                bitrateKbps,
                Double.NaN,
                kind == EventKind.STOPPED ? endReason(state) : null,
                failure ? Texts.clean(cmcd.texts("ec"), Texts.CODE_CHARACTERS) : null,
                cmcd.millis("msd"),
                cmcd.flag("bg"),
                Texts.clean(cmcd.text("cid"), Texts.NAME_CHARACTERS),
                live(cmcd.text("st")),
                Texts.clean(cmcd.text("cdn"), Texts.NAME_CHARACTERS),
                null,
                null,
                null,
                null,
                ad(event));
    }

    private static PlayerEvent.Ad ad(String event) {
        if (event == null) {
            return null;
        }
        return switch (event) {
            case "as", "abs" -> PlayerEvent.Ad.BEGINS;
            case "ae", "abe" -> PlayerEvent.Ad.ENDS;
            default -> null;
        };
    }

    /**
     * A v1 request. It carries no time, so its time is that of its reception.
     *
     * @throws RejectedEventException when it is not a request of a session
     */
    static PlayerEvent request(CmcdDictionary cmcd, long receivedAtMs) {
        return new PlayerEvent(
                Texts.session(cmcd.text("sid")),
                EventKind.REQUEST,
                receivedAtMs,
                isAudioOrText(cmcd.text("ot")) ? null : Bitrates.plausible(cmcd.kbps("br")),
                Double.NaN,
                null,
                null,
                null,
                cmcd.flag("bg"),
                Texts.clean(cmcd.text("cid"), Texts.NAME_CHARACTERS),
                live(cmcd.text("st")),
                Texts.clean(cmcd.text("cdn"), Texts.NAME_CHARACTERS),
                null,
                null,
                null,
                new PlayerEvent.Request(cmcd.millis("bl"), cmcd.flag("bs"), cmcd.flag("su")),
                null);
    }

    private static EventKind kind(String state, String event) {
        if (state == null && event == null) {
            throw new RejectedEventException("neither sta nor e");
        }
        if ("e".equals(event)) {
            return "f".equals(state) ? EventKind.ERROR : EventKind.WARNING;
        }
        if (state != null) {
            return switch (state) {
                case "s" -> EventKind.INIT;
                case "d" -> EventKind.PRELOADING;
                case "p" -> EventKind.PLAYING;
                case "k" -> EventKind.SEEKING;
                case "r", "w" -> EventKind.WAITING;
                case "a" -> EventKind.PAUSED;
                case "e", "q" -> EventKind.STOPPED;
                // The report of an interval repeats a state: nothing fails again with each.
                case "f" -> "t".equals(event) ? EventKind.STOPPED : EventKind.ERROR;
                default -> throw new RejectedEventException("unknown state " + Texts.quoted(state));
            };
        }
        // Any other event (mute, a response, an advertisement) is a sign of life. Players report before they
        // have a state (dash.js its first interval, Shaka a bitrate, all their manifest's response), so this
        // begins no session.
        return event.equals("c") ? EventKind.METADATA : EventKind.ALIVE;
    }

    private static EndReason endReason(String state) {
        return switch (state) {
            case "e" -> EndReason.ENDED;
            case "f" -> EndReason.ERROR;
            default -> EndReason.ABORTED;
        };
    }

    private static Boolean live(String streamType) {
        if (streamType == null) {
            return null;
        }
        return switch (streamType) {
            case "v" -> false;
            case "l", "ll" -> true;
            default -> null;
        };
    }

    /** v1 tells the bitrate of the requested object alone: next to video's, audio's would look like a switch. */
    private static boolean isAudioOrText(String objectType) {
        return objectType != null && !objectType.equals("v") && !objectType.equals("av");
    }
}
