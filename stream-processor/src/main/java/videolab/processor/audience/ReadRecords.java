package videolab.processor.audience;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import videolab.processor.audience.sessions.SessionEvent;
import videolab.processor.kafka.Arrivals;
import videolab.processor.kafka.FollowingRecords;
import videolab.processor.kafka.KafkaRecord;
import videolab.processor.kafka.Rejects;
import videolab.processor.spark.ConsumedRecords;

/** Reads Kafka's records on Spark's executors; a subclass decides what becomes of the events. */
public abstract class ReadRecords implements MapPartitionsFunction<Row, Row> {

    private final ReadSettings settings;
    private final Arrivals.Following following;

    protected ReadRecords(ReadSettings settings) {
        this(settings, FollowingRecords.of(settings.kafka()));
    }

    /** @param following finds what follows the records of a batch */
    ReadRecords(ReadSettings settings, Arrivals.Following following) {
        this.settings = settings;
        this.following = following;
    }

    /** What one task makes of its events. */
    protected interface Events {

        /**
         * Takes an event, and gives out rows now or later.
         *
         * @param arrivedMs by when its record had arrived, whatever its producer says; at most the received time
         */
        void accept(SessionEvent event, long arrivedMs, Consumer<Row> out);

        /** Counts a record, or a part of one, that is not an event. */
        void reject(Consumer<Row> out);

        /** Gives out what was kept. */
        void end(Consumer<Row> out);
    }

    protected abstract Events events();

    @Override
    public Iterator<Row> call(Iterator<Row> records) {
        return new Rows(
                new Arrivals(records, following),
                new EventReader(AudienceEnrichment.of(settings)),
                Rejects.at(settings.kafka()));
    }

    /** One record's rows at a time. */
    private final class Rows implements Iterator<Row> {

        private final Arrivals records;
        private final EventReader reader;
        private final Rejects rejects;
        private final Events events = events();
        private final LongAdder consumed = ConsumedRecords.of(AudiencePipeline.NAME);
        private final Queue<Row> ready = new ArrayDeque<>();
        private boolean ended;

        Rows(Arrivals records, EventReader reader, Rejects rejects) {
            this.records = records;
            this.reader = reader;
            this.rejects = rejects;
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && records.hasNext()) {
                read(records.next());
            }
            if (ready.isEmpty() && !ended) {
                ended = true;
                rejects.flush();
                events.end(ready::add);
            }
            return !ready.isEmpty();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.remove();
        }

        private long arrivedMs(SessionEvent event, Arrivals.Arrival arrival) {
            return arrival.atMs() > 0 ? Math.min(event.receivedAtMs(), arrival.atMs()) : event.receivedAtMs();
        }

        private void read(Arrivals.Arrival arrival) {
            consumed.increment();
            KafkaRecord record = arrival.record();
            reader.read(
                    record.value(),
                    record.headers(),
                    record.timestamp().toEpochMilli(),
                    System.currentTimeMillis(),
                    event -> events.accept(event, arrivedMs(event, arrival), ready::add),
                    reason -> reject(record, reason));
        }

        private void reject(KafkaRecord record, String reason) {
            rejects.send(record.topic(), record.partition(), record.offset(), record.key(), record.value(), reason);
            events.reject(ready::add);
        }
    }
}
