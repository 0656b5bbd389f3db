package videolab.processor.audience;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.ExpiredTimerInfo;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessor;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;
import org.apache.spark.sql.streaming.ValueState;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import videolab.processor.audience.sessions.SessionCodec;
import videolab.processor.audience.sessions.SessionMachine;
import videolab.processor.audience.sessions.SessionRules;
import videolab.processor.audience.sessions.SessionTimeline;
import videolab.processor.audience.sessions.Slice;
import videolab.processor.audience.sessions.ViewerKey;
import videolab.processor.audience.viewers.ViewerKeys;

/**
 * Keeps a {@link SessionTimeline} for each session in Spark's state store, and wakes it when the watermark has passed a
 * window that it has events in.
 */
final class SessionProcessor extends StatefulProcessor<String, Row, Row> {

    private final SessionRules rules;
    private final ReadSettings reading;

    private transient ValueState<byte[]> state;
    private transient SessionCodec codec;
    private transient ViewerKeys viewers;

    SessionProcessor(SessionRules rules, ReadSettings reading) {
        this.rules = rules;
        this.reading = reading;
    }

    @Override
    public void init(OutputMode outputMode, TimeMode timeMode) {
        state = getHandle().getValueState("session", Encoders.BINARY(), TTLConfig.NONE());
        codec = new SessionCodec();
        viewers = AudienceEnrichment.of(reading).viewers();
    }

    @Override
    public Iterator<Row> handleInputRows(String session, Iterator<Row> rows, TimerValues times) {
        SessionTimeline timeline = knownOrNew(session);
        long watermark = times.getCurrentWatermarkInMs();
        while (rows.hasNext()) {
            byte[] events = rows.next().getAs(ReadEvents.EVENTS);
            SessionCodec.events(events, session, event -> timeline.add(event, rules, watermark));
        }
        keep(timeline);
        return Iterator.empty();
    }

    @Override
    public Iterator<Row> handleExpiredTimer(String session, TimerValues times, ExpiredTimerInfo timer) {
        SessionTimeline timeline = known(session);
        if (timeline == null) {
            return Iterator.empty();
        }
        long watermark = times.getCurrentWatermarkInMs();
        List<Row> out = new ArrayList<>(2);
        timeline.advance(watermark, rules, new SessionTimeline.Handler() {
            @Override
            public void slice(long start, Slice slice) {
                out.add(SessionRows.window(session, start, slice, timeline.machine, codec));
            }

            @Override
            public SessionMachine another(boolean rowIsDue) {
                if (rowIsDue) {
                    out.add(SessionRows.session(session, timeline));
                }
                return newMachine(session);
            }
        });
        if (timeline.takeEnd(watermark, rules)) {
            out.add(SessionRows.session(session, timeline));
        }
        if (timeline.isForgettable(watermark, rules)) {
            state.clear();
        } else {
            if (timer.getExpiryTimeInMs() == timeline.wakesAtMs) {
                timeline.wakesAtMs = SessionMachine.NEVER;
            }
            keep(timeline);
        }
        return CollectionConverters.asScala(out.iterator());
    }

    private SessionTimeline knownOrNew(String session) {
        SessionTimeline known = known(session);
        if (known != null) {
            return known;
        }
        return new SessionTimeline(newMachine(session));
    }

    private SessionMachine newMachine(String session) {
        SessionMachine machine = new SessionMachine();
        machine.viewerHash = viewers.hash(ViewerKey.SESSION.wireName(), session);
        return machine;
    }

    private SessionTimeline known(String session) {
        byte[] bytes = state.get();
        return bytes == null ? null : codec.timeline(bytes, session);
    }

    /** A timer that is already set for an earlier instant does for a later one: it is set again when it fires. */
    private void keep(SessionTimeline timeline) {
        long wake = timeline.nextWakeMs(rules);
        if (timeline.wakesAtMs == SessionMachine.NEVER || wake < timeline.wakesAtMs) {
            timeline.wakesAtMs = wake;
            getHandle().registerTimer(wake);
        }
        state.update(codec.encode(timeline));
    }
}
