package videolab.processor.audience.sessions;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many sessions a part of the state holds, and how many events of strangers were refused because it held enough. Who is
 * known stays; only ids that are new are refused.
 */
public final class SessionCensus {

    private static final int INITIAL_BYTES = 32;

    private long live;
    private long remembered;
    private final TreeMap<Long, Long> refusedByWindow = new TreeMap<>();

    /** What the state holds of an id. */
    public enum Standing {
        UNKNOWN,
        /** Under way, or with events that wait. */
        LIVE,
        /** Ended, or never begun: kept so that what else comes is recognized. */
        REMEMBERED
    }

    /** Events that were refused in a window. */
    public record Refused(long windowStartMs, Slice slice) {}

    /** Whether a new id may come. */
    public boolean hasRoom(SessionRules rules, int parts) {
        return live < share(rules, parts);
    }

    /**
     * Whether an id that has ended may be remembered: as many as may be live. The second half of the room is for sessions of more
     * than one event, which no flood of ids takes from viewers.
     */
    public boolean hasMemory(SessionTimeline ended, SessionRules rules, int parts) {
        long room = share(rules, parts);
        return remembered < (ended.hasOneEvent() ? room / 2 : room);
    }

    /** At least one each, so that all parts together may hold a few more than {@code --max-sessions}. */
    private static long share(SessionRules rules, int parts) {
        return (rules.mostSessions() + parts - 1L) / parts;
    }

    /** An id's standing changes. Returns whether anything is to be written. */
    public boolean moves(Standing from, Standing to) {
        count(from, -1);
        count(to, 1);
        return from != to;
    }

    private void count(Standing standing, int difference) {
        switch (standing) {
            case LIVE -> live += difference;
            case REMEMBERED -> remembered += difference;
            case UNKNOWN -> {
                // Takes no room.
            }
        }
    }

    /**
     * Counts an event of a new id for which there is no room.
     *
     * @param atMs when it was received, or the watermark if that is later
     * @return the end of its window: then {@link #takeRefused} gives the count
     */
    public long refuse(long atMs, SessionRules rules) {
        refusedByWindow.merge(rules.windowStart(atMs), 1L, Long::sum);
        return rules.windowEnd(atMs);
    }

    /** What was refused in windows that the watermark has passed; once. */
    public List<Refused> takeRefused(long watermarkMs, SessionRules rules) {
        List<Refused> taken = new ArrayList<>();
        Map<Long, Long> closed = refusedByWindow.headMap(rules.windowStart(watermarkMs));
        closed.forEach((start, events) -> {
            Slice slice = new Slice();
            slice.add(Sum.OVER_LIMIT, events);
            taken.add(new Refused(start, slice));
        });
        closed.clear();
        return taken;
    }

    public long live() {
        return live;
    }

    public byte[] encode() {
        Output out = new Output(INITIAL_BYTES, -1);
        out.writeVarLong(live, true);
        out.writeVarLong(remembered, true);
        out.writeVarInt(refusedByWindow.size(), true);
        refusedByWindow.forEach((start, events) -> {
            out.writeVarLong(start, true);
            out.writeVarLong(events, true);
        });
        return out.toBytes();
    }

    /** @param bytes null for the census of an empty state */
    public static SessionCensus decode(byte[] bytes) {
        SessionCensus census = new SessionCensus();
        if (bytes != null) {
            Input in = new Input(bytes);
            census.live = in.readVarLong(true);
            census.remembered = in.readVarLong(true);
            for (int left = in.readVarInt(true); left > 0; left--) {
                long start = in.readVarLong(true);
                census.refusedByWindow.put(start, in.readVarLong(true));
            }
        }
        return census;
    }
}
