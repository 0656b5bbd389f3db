package videolab.processor.audience.sessions;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import videolab.processor.audience.viewers.Viewer;

/**
 * Events and timelines as bytes: a few hundred for a session, where a bean of the same fields takes several times as long to
 * write and to read. Strings of a timeline, which repeat from event to event, are written once.
 */
public final class SessionCodec {

    /** Changes with the layout: a checkpoint of another version is refused. */
    private static final int VERSION = 2;

    private static final EventKind[] KINDS = EventKind.values();
    private static final EndReason[] REASONS = EndReason.values();
    private static final ViewerKey[] KEYS = ViewerKey.values();
    private static final SessionState[] STATES = SessionState.values();
    private static final Sum[] SUMS = Sum.values();
    private static final int INITIAL_BYTES = 512;

    private final Output body = new Output(INITIAL_BYTES, -1);
    private final Output whole = new Output(INITIAL_BYTES, -1);

    /** Writes a string in the way of one layout. */
    private interface StringWriter {
        void write(Output out, String text);
    }

    /** Reads what a {@link StringWriter} wrote. */
    private interface StringReader {
        String read(Input in);
    }

    /** Writes an event behind those that {@code out} holds. */
    public static void append(Output out, SessionEvent event) {
        write(out, event, Output::writeString);
    }

    /** Reads all events of one session that were appended to each other. */
    public static void events(byte[] bytes, String session, Consumer<SessionEvent> events) {
        Input in = new Input(bytes);
        while (in.position() < bytes.length) {
            events.accept(event(in, session, Input::readString));
        }
    }

    public byte[] encode(Slice slice) {
        body.clear();
        for (Sum sum : SUMS) {
            body.writeVarLong(slice.get(sum), true);
        }
        write(body, slice.startups());
        write(body, slice.stalls());
        return body.toBytes();
    }

    /** Adds an encoded slice to another. */
    public static void addTo(Slice sums, byte[] slice) {
        Input in = new Input(slice);
        for (Sum sum : SUMS) {
            sums.add(sum, in.readVarLong(true));
        }
        addTo(sums.startups(), in);
        addTo(sums.stalls(), in);
    }

    public byte[] encode(SessionTimeline timeline) {
        Map<String, Integer> strings = new LinkedHashMap<>();
        StringWriter once = (out, text) -> out.writeVarInt(index(strings, text), true);
        body.clear();
        write(body, timeline, once);
        whole.clear();
        whole.writeByte(VERSION);
        whole.writeVarInt(strings.size(), true);
        strings.keySet().forEach(whole::writeString);
        whole.writeBytes(body.getBuffer(), 0, body.position());
        return whole.toBytes();
    }

    /** @throws IllegalStateException when another version of the lab wrote it */
    public SessionTimeline timeline(byte[] bytes, String session, long sessionHash) {
        Input in = new Input(bytes);
        if (in.readByte() != VERSION) {
            throw new IllegalStateException(
                    "the checkpoint's sessions were written by another version of the lab; name a new --checkpoint");
        }
        String[] strings = new String[in.readVarInt(true)];
        for (int i = 0; i < strings.length; i++) {
            strings[i] = in.readString();
        }
        return timeline(in, session, sessionHash, input -> {
            int index = input.readVarInt(true);
            return index == 0 ? null : strings[index - 1];
        });
    }

    private static void write(Output out, long[] numbers) {
        for (long number : numbers) {
            out.writeVarLong(number, true);
        }
    }

    private static void addTo(long[] numbers, Input in) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] += in.readVarLong(true);
        }
    }

    /** 0 stands for null. */
    private static int index(Map<String, Integer> strings, String text) {
        if (text == null) {
            return 0;
        }
        Integer known = strings.putIfAbsent(text, strings.size() + 1);
        return known == null ? strings.size() : known;
    }

    private static void write(Output out, SessionEvent told, StringWriter strings) {
        PlayerEvent event = told.event();
        out.writeByte(event.kind().ordinal());
        out.writeVarLong(told.receivedAtMs(), true);
        out.writeVarLong(told.receivedAtMs() - event.eventAtMs(), false);
        write(out, told.viewer(), strings);
        out.writeByte(ordinal(told.viewerKey()));
        if (told.viewerKey() != null) {
            out.writeLong(told.viewerHash());
        }
        int present = bit(0, event.bitrateKbps() != null)
                | bit(1, !Double.isNaN(event.completion()))
                | bit(2, event.stopReason() != null)
                | bit(3, event.startDelayMs() != null)
                | bit(4, event.backgrounded())
                | bit(5, event.live() != null)
                | bit(6, Boolean.TRUE.equals(event.live()))
                | bit(7, event.request() != null)
                | bit(8, event.errorCode() != null || event.content() != null)
                | bit(9, event.cdn() != null || event.player() != null)
                | bit(10, told.address() != null)
                | bit(11, event.ad() != null)
                | bit(12, event.ad() == PlayerEvent.Ad.BEGINS);
        out.writeVarInt(present, true);
        if (event.bitrateKbps() != null) {
            out.writeVarInt(event.bitrateKbps(), true);
        }
        if (!Double.isNaN(event.completion())) {
            out.writeFloat((float) event.completion());
        }
        if (event.stopReason() != null) {
            out.writeByte(event.stopReason().ordinal());
        }
        if (event.startDelayMs() != null) {
            out.writeVarInt(event.startDelayMs(), true);
        }
        if (event.request() != null) {
            PlayerEvent.Request request = event.request();
            out.writeVarInt(request.bufferMs() == null ? 0 : request.bufferMs() + 1, true);
            out.writeByte(bit(0, request.starved()) | bit(1, request.urgent()));
        }
        if (isSet(present, 8)) {
            strings.write(out, event.errorCode());
            strings.write(out, event.content());
        }
        if (isSet(present, 9)) {
            strings.write(out, event.cdn());
            strings.write(out, event.player());
        }
        if (told.address() != null) {
            strings.write(out, told.address());
        }
    }

    private static SessionEvent event(Input in, String session, StringReader strings) {
        EventKind kind = KINDS[in.readByte()];
        long receivedAtMs = in.readVarLong(true);
        long eventAtMs = receivedAtMs - in.readVarLong(false);
        Viewer viewer = viewer(in, strings);
        ViewerKey viewerKey = of(KEYS, in.readByte());
        long viewerHash = viewerKey == null ? 0 : in.readLong();
        int present = in.readVarInt(true);
        Integer bitrateKbps = isSet(present, 0) ? in.readVarInt(true) : null;
        double completion = isSet(present, 1) ? in.readFloat() : Double.NaN;
        EndReason reason = isSet(present, 2) ? REASONS[in.readByte()] : null;
        Integer startDelayMs = isSet(present, 3) ? in.readVarInt(true) : null;
        Boolean live = isSet(present, 5) ? isSet(present, 6) : null;
        PlayerEvent.Request request = null;
        if (isSet(present, 7)) {
            int buffer = in.readVarInt(true);
            int flags = in.readByte();
            request = new PlayerEvent.Request(buffer == 0 ? null : buffer - 1, isSet(flags, 0), isSet(flags, 1));
        }
        String errorCode = isSet(present, 8) ? strings.read(in) : null;
        String content = isSet(present, 8) ? strings.read(in) : null;
        String cdn = isSet(present, 9) ? strings.read(in) : null;
        String player = isSet(present, 9) ? strings.read(in) : null;
        String address = isSet(present, 10) ? strings.read(in) : null;
        PlayerEvent event = new PlayerEvent(
                session,
                kind,
                eventAtMs,
                bitrateKbps,
                completion,
                reason,
                errorCode,
                startDelayMs,
                isSet(present, 4),
                content,
                live,
                cdn,
                // Only their hash goes beyond the parser.
                null,
                null,
                player,
                request,
                isSet(present, 11) ? isSet(present, 12) ? PlayerEvent.Ad.BEGINS : PlayerEvent.Ad.ENDS : null);
        return new SessionEvent(event, receivedAtMs, viewer, viewerKey, viewerHash, address);
    }

    private static void write(Output out, Viewer viewer, StringWriter strings) {
        strings.write(out, viewer.country());
        strings.write(out, viewer.region());
        strings.write(out, viewer.os());
        strings.write(out, viewer.browser());
        strings.write(out, viewer.deviceClass());
        strings.write(out, viewer.player());
        out.writeBoolean(viewer.bot());
    }

    private static Viewer viewer(Input in, StringReader strings) {
        return new Viewer(
                strings.read(in),
                strings.read(in),
                strings.read(in),
                strings.read(in),
                strings.read(in),
                strings.read(in),
                in.readBoolean());
    }

    private static void write(Output out, SessionTimeline timeline, StringWriter strings) {
        out.writeBoolean(timeline.closed);
        out.writeVarLong(timeline.clock.firstReceivedMs, true);
        out.writeVarLong(timeline.clock.smallestDelayMs, false);
        out.writeVarLong(timeline.timerAtMs + 1, true);
        out.writeVarInt(timeline.overLimit, true);
        for (Sum sum : SUMS) {
            out.writeVarLong(timeline.totals.get(sum), true);
        }
        write(out, timeline.machine, strings);
        write(out, timeline.repeats, timeline.clock.firstReceivedMs);
        out.writeVarInt(timeline.lateAt.size(), true);
        for (long late : timeline.lateAt) {
            out.writeVarLong(late, true);
        }
        out.writeVarInt(timeline.waiting.size(), true);
        for (SessionEvent event : timeline.waiting) {
            write(out, event, strings);
        }
    }

    private static SessionTimeline timeline(Input in, String session, long sessionHash, StringReader strings) {
        SessionTimeline timeline = new SessionTimeline(sessionHash);
        timeline.closed = in.readBoolean();
        timeline.clock.firstReceivedMs = in.readVarLong(true);
        timeline.clock.smallestDelayMs = in.readVarLong(false);
        timeline.timerAtMs = in.readVarLong(true) - 1;
        timeline.overLimit = in.readVarInt(true);
        for (Sum sum : SUMS) {
            timeline.totals.add(sum, in.readVarLong(true));
        }
        timeline.machine = machine(in, strings);
        repeats(in, timeline.repeats, timeline.clock.firstReceivedMs);
        for (int left = in.readVarInt(true); left > 0; left--) {
            timeline.lateAt.add(in.readVarLong(true));
        }
        for (int left = in.readVarInt(true); left > 0; left--) {
            timeline.waiting.add(event(in, session, strings));
        }
        return timeline;
    }

    /** Times are near each other: the difference is short. */
    private static void write(Output out, Repeats repeats, long nearMs) {
        int skip = Math.max(0, repeats.applied.size() - Repeats.KEPT);
        out.writeVarInt(repeats.applied.size() - skip, true);
        long before = nearMs;
        for (Map.Entry<Repeats.Fact, Repeats.Applied> entry : repeats.applied.entrySet()) {
            if (skip-- > 0) {
                continue;
            }
            Repeats.Applied applied = entry.getValue();
            out.writeVarLong(applied.atMs() - before, false);
            out.writeVarLong((entry.getKey().eventAtMs() - applied.atMs()) << 1 | (applied.afterEnd() ? 1 : 0), false);
            out.writeInt(entry.getKey().content());
            before = applied.atMs();
        }
    }

    private static void repeats(Input in, Repeats repeats, long nearMs) {
        long before = nearMs;
        for (int left = in.readVarInt(true); left > 0; left--) {
            long at = before + in.readVarLong(false);
            long eventAtAndFlag = in.readVarLong(false);
            repeats.applied.put(
                    new Repeats.Fact(at + (eventAtAndFlag >> 1), in.readInt()),
                    new Repeats.Applied(at, (eventAtAndFlag & 1) == 1));
            before = at;
        }
    }

    private static void write(Output out, SessionMachine machine, StringWriter strings) {
        out.writeByte(machine.state.ordinal());
        out.writeByte(bit(0, machine.startupValid)
                | bit(1, machine.soughtInPause)
                | bit(2, machine.estimated)
                | bit(3, machine.live != null)
                | bit(4, Boolean.TRUE.equals(machine.live))
                | bit(5, machine.contentInherited)
                | bit(6, machine.resumed)
                | bit(7, machine.counted));
        out.writeByte(bit(0, machine.silentInPause) | bit(1, machine.hiddenInPause));
        // Times are near the start: the difference is short.
        out.writeVarLong(machine.startedAtMs + 1, true);
        for (long at : new long[] {
            machine.lastAtMs,
            machine.requestAtMs,
            machine.firstFrameAtMs,
            machine.endedAtMs,
            machine.stalledAtMs,
            machine.starvedAtMs,
            machine.firstAtMs,
            machine.soughtAtMs,
            machine.adAtMs
        }) {
            out.writeVarLong(at == SessionMachine.NEVER ? Long.MIN_VALUE : at - machine.startedAtMs, false);
        }
        out.writeVarLong(machine.startupMs + 1, true);
        out.writeVarLong(machine.adMs, true);
        out.writeVarLong(machine.playedMs, true);
        out.writeByte(ordinal(machine.endReason));
        out.writeVarInt(machine.bitrateKbps + 1, true);
        out.writeFloat((float) machine.completion);
        strings.write(out, machine.errorCode);
        strings.write(out, machine.player);
        strings.write(out, machine.content);
        strings.write(out, machine.nextContent);
        strings.write(out, machine.cdn);
        strings.write(out, machine.address);
        out.writeByte(machine.viewerKey.ordinal());
        out.writeLong(machine.viewerHash);
        write(out, machine.viewer, strings);
    }

    private static SessionMachine machine(Input in, StringReader strings) {
        SessionMachine machine = new SessionMachine();
        machine.state = STATES[in.readByte()];
        int flags = in.readByte();
        int pauses = in.readByte();
        machine.silentInPause = isSet(pauses, 0);
        machine.hiddenInPause = isSet(pauses, 1);
        machine.startupValid = isSet(flags, 0);
        machine.soughtInPause = isSet(flags, 1);
        machine.estimated = isSet(flags, 2);
        machine.live = isSet(flags, 3) ? isSet(flags, 4) : null;
        machine.contentInherited = isSet(flags, 5);
        machine.resumed = isSet(flags, 6);
        machine.counted = isSet(flags, 7);
        machine.startedAtMs = in.readVarLong(true) - 1;
        machine.lastAtMs = instant(in, machine.startedAtMs);
        machine.requestAtMs = instant(in, machine.startedAtMs);
        machine.firstFrameAtMs = instant(in, machine.startedAtMs);
        machine.endedAtMs = instant(in, machine.startedAtMs);
        machine.stalledAtMs = instant(in, machine.startedAtMs);
        machine.starvedAtMs = instant(in, machine.startedAtMs);
        machine.firstAtMs = instant(in, machine.startedAtMs);
        machine.soughtAtMs = instant(in, machine.startedAtMs);
        machine.adAtMs = instant(in, machine.startedAtMs);
        machine.startupMs = in.readVarLong(true) - 1;
        machine.adMs = in.readVarLong(true);
        machine.playedMs = in.readVarLong(true);
        machine.endReason = of(REASONS, in.readByte());
        machine.bitrateKbps = in.readVarInt(true) - 1;
        machine.completion = in.readFloat();
        machine.errorCode = strings.read(in);
        machine.player = strings.read(in);
        machine.content = strings.read(in);
        machine.nextContent = strings.read(in);
        machine.cdn = strings.read(in);
        machine.address = strings.read(in);
        machine.viewerKey = KEYS[in.readByte()];
        machine.viewerHash = in.readLong();
        machine.viewer = viewer(in, strings);
        return machine;
    }

    private static long instant(Input in, long startedAtMs) {
        long difference = in.readVarLong(false);
        return difference == Long.MIN_VALUE ? SessionMachine.NEVER : startedAtMs + difference;
    }

    private static int ordinal(Enum<?> value) {
        return value == null ? -1 : value.ordinal();
    }

    private static <E> E of(E[] values, int ordinal) {
        return ordinal < 0 ? null : values[ordinal];
    }

    private static int bit(int place, boolean set) {
        return set ? 1 << place : 0;
    }

    private static boolean isSet(int bits, int place) {
        return (bits >> place & 1) == 1;
    }
}
