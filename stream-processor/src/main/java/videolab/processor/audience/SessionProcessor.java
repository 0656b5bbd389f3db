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
import videolab.processor.audience.sessions.SessionOutcome;
import videolab.processor.audience.sessions.SessionRules;
import videolab.processor.audience.sessions.SessionTimeline;
import videolab.processor.audience.sessions.ViewerKey;
import videolab.processor.audience.viewers.ViewerKeys;
import videolab.processor.spark.ConsumedRecords;

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
            ConsumedRecords.of(AudiencePipeline.NAME).increment(); // reading may be minutes ago in a long batch
            byte[] events = rows.next().getAs(ReadEvents.EVENTS);
            SessionCodec.events(events, session, event -> timeline.add(event, rules, watermark));
        }
        keep(timeline);
        return Iterator.empty();
    }

    @Override
    public Iterator<Row> handleExpiredTimer(String session, TimerValues times, ExpiredTimerInfo timer) {
        ConsumedRecords.of(AudiencePipeline.NAME).increment();
        SessionTimeline timeline = known(session);
        if (timeline == null) {
            return Iterator.empty();
        }
        long watermark = times.getCurrentWatermarkInMs();
        List<Row> out = new ArrayList<>(2);
        for (SessionOutcome outcome : timeline.advance(watermark, rules)) {
            if (outcome instanceof SessionOutcome.SliceClosed closed) {
                out.add(SessionRows.window(closed, codec));
            } else if (outcome instanceof SessionOutcome.SessionEnded ended) {
                out.add(SessionRows.ended(session, ended.session()));
            }
        }
        if (timeline.isForgettable(watermark, rules)) {
            state.clear();
        } else {
            timeline.timerFired(timer.getExpiryTimeInMs());
            keep(timeline);
        }
        return CollectionConverters.asScala(out.iterator());
    }

    private SessionTimeline knownOrNew(String session) {
        SessionTimeline known = known(session);
        return known == null ? new SessionTimeline(sessionHash(session)) : known;
    }

    private SessionTimeline known(String session) {
        byte[] bytes = state.get();
        return bytes == null ? null : codec.timeline(bytes, session, sessionHash(session));
    }

    private long sessionHash(String session) {
        return viewers.hash(ViewerKey.SESSION.wireName(), session);
    }

    private void keep(SessionTimeline timeline) {
        if (timeline.needsTimer(rules)) {
            getHandle().registerTimer(timeline.nextWakeMs(rules));
        }
        state.update(codec.encode(timeline));
    }
}
