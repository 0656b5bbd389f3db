package videolab.processor.audience;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.streaming.operators.stateful.transformwithstate.statefulprocessor.ImplicitGroupingKeyTracker;
import org.apache.spark.sql.streaming.ExpiredTimerInfo;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessor;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;
import org.apache.spark.sql.streaming.ValueState;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import videolab.processor.audience.sessions.Newcomers;
import videolab.processor.audience.sessions.SessionCensus;
import videolab.processor.audience.sessions.SessionCensus.Standing;
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

    /** Key of what is kept for a partition as a whole: no session has this id. */
    private static final String PARTITION = "";

    private transient ValueState<byte[]> state;
    private transient ValueState<byte[]> censusState;
    /** Read with the first key of a task. */
    private transient SessionCensus census;
    /** Of this task. */
    private transient Newcomers newcomers;

    private transient SessionCodec codec;
    private transient ViewerKeys viewers;

    SessionProcessor(SessionRules rules, ReadSettings reading) {
        this.rules = rules;
        this.reading = reading;
    }

    @Override
    public void init(OutputMode outputMode, TimeMode timeMode) {
        state = getHandle().getValueState("session", Encoders.BINARY(), TTLConfig.NONE());
        censusState = getHandle().getValueState("census", Encoders.BINARY(), TTLConfig.NONE());
        census = null;
        newcomers = new Newcomers();
        codec = new SessionCodec();
        viewers = AudienceEnrichment.of(reading).viewers();
    }

    @Override
    public Iterator<Row> handleInputRows(String session, Iterator<Row> rows, TimerValues times) {
        long watermark = times.getCurrentWatermarkInMs();
        readCensus(session);
        SessionTimeline known = known(session);
        Standing before = known == null ? Standing.UNKNOWN : known.standing();
        SessionTimeline timeline = known == null ? new SessionTimeline(sessionHash(session)) : known;
        endIfStopped();
        while (rows.hasNext()) {
            consumed();
            byte[] events = rows.next().getAs(ReadEvents.EVENTS);
            SessionCodec.events(events, session, event -> timeline.add(event, rules, watermark));
        }
        if (known == null) {
            String refused = newcomers.admit(session, timeline.firstReceivedMs(), census.hasRoom(rules, parts()));
            if (session.equals(refused)) {
                count(session, timeline, watermark);
                return Iterator.empty();
            }
            if (refused != null) {
                withKey(refused, session, () -> remove(refused, watermark));
            }
        }
        keep(session, timeline, before);
        return Iterator.empty();
    }

    /** Takes back what this batch has kept of an id. */
    private void remove(String session, long watermark) {
        SessionTimeline timeline = known(session);
        timeline.timerMs().ifPresent(getHandle()::deleteTimer);
        state.clear();
        moves(session, timeline.standing(), Standing.UNKNOWN);
        count(session, timeline, watermark);
    }

    /** Counts the events of an id that has no room. */
    private void count(String session, SessionTimeline refused, long watermark) {
        SortedSet<Long> windowEnds = new TreeSet<>();
        for (long receivedAtMs : refused.receivedMs()) {
            windowEnds.add(census.refuse(Math.max(receivedAtMs, watermark), rules));
        }
        withKey(PARTITION, session, () -> {
            windowEnds.forEach(getHandle()::registerTimer);
            censusState.update(census.encode());
        });
    }

    @Override
    public Iterator<Row> handleExpiredTimer(String session, TimerValues times, ExpiredTimerInfo timer) {
        endIfStopped();
        consumed();
        long watermark = times.getCurrentWatermarkInMs();
        readCensus(session);
        List<Row> out = new ArrayList<>(2);
        if (session.equals(PARTITION)) {
            census.takeRefused(watermark, rules).forEach(refused -> out.add(SessionRows.refused(refused, codec)));
            censusState.update(census.encode());
            return CollectionConverters.asScala(out.iterator());
        }
        SessionTimeline timeline = known(session);
        if (timeline == null) {
            return Iterator.empty();
        }
        Standing before = timeline.standing();
        for (SessionOutcome outcome : timeline.advance(watermark, rules)) {
            if (outcome instanceof SessionOutcome.SliceClosed closed) {
                out.add(SessionRows.window(closed, codec));
            } else if (outcome instanceof SessionOutcome.SessionEnded ended) {
                out.add(SessionRows.ended(session, ended.session()));
            }
        }
        boolean ends = before == Standing.LIVE && timeline.standing() == Standing.REMEMBERED;
        if (timeline.isForgettable(watermark, rules) || ends && !census.hasMemory(timeline, rules, parts())) {
            state.clear();
            moves(session, before, Standing.UNKNOWN);
        } else {
            timeline.timerFired(timer.getExpiryTimeInMs());
            keep(session, timeline, before);
        }
        return CollectionConverters.asScala(out.iterator());
    }

    /** Spark goes from session to session without looking whether the query is being stopped: seconds after a flood. */
    private static void endIfStopped() {
        if (TaskContext.get().isInterrupted()) {
            throw new TaskKilledException("the query is being stopped");
        }
    }

    /** Reading may be minutes ago in a long batch. */
    private static void consumed() {
        ConsumedRecords.of(AudiencePipeline.NAME).increment();
    }

    /** The state's partitions are those of the stage, and stay the same for the life of a checkpoint. */
    private static int parts() {
        return TaskContext.get().numPartitions();
    }

    private SessionTimeline known(String session) {
        byte[] bytes = state.get();
        return bytes == null ? null : codec.timeline(bytes, session, sessionHash(session));
    }

    private long sessionHash(String session) {
        return viewers.hash(ViewerKey.SESSION.wireName(), session);
    }

    private void keep(String session, SessionTimeline timeline, Standing before) {
        if (timeline.needsTimer(rules)) {
            getHandle().registerTimer(timeline.nextWakeMs(rules));
        }
        state.update(codec.encode(timeline));
        moves(session, before, timeline.standing());
    }

    private void moves(String session, Standing from, Standing to) {
        if (census.moves(from, to)) {
            withKey(PARTITION, session, () -> censusState.update(census.encode()));
        }
    }

    private void readCensus(String session) {
        if (census == null) {
            withKey(PARTITION, session, () -> census = SessionCensus.decode(censusState.get()));
        }
    }

    /**
     * Works with another key than the one that Spark has handed over: that of another id, or the partition's own. Spark keeps
     * state by key alone; what concerns all keys of a partition would be lost with the task, if it were not written, and
     * committed, with the sessions that it counts.
     */
    private static void withKey(String key, String handedOver, Runnable work) {
        ImplicitGroupingKeyTracker.setImplicitKey(key);
        try {
            work.run();
        } finally {
            ImplicitGroupingKeyTracker.setImplicitKey(handedOver);
        }
    }
}
