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
import videolab.processor.kafka.KafkaRecord;
import videolab.processor.kafka.Rejects;
import videolab.processor.spark.ConsumedRecords;

/** Reads Kafka's records on Spark's executors; a subclass decides what becomes of the events. */
public abstract class ReadRecords implements MapPartitionsFunction<Row, Row> {

    private final ReadSettings settings;

    protected ReadRecords(ReadSettings settings) {
        this.settings = settings;
    }

    /** What one task makes of its events. */
    protected interface Events {

        /** Takes an event, and gives out rows now or later. */
        void accept(SessionEvent event, Consumer<Row> out);

        /** Counts a record, or a part of one, that is not an event. */
        void reject(Consumer<Row> out);

        /** Gives out what was kept. */
        void end(Consumer<Row> out);
    }

    protected abstract Events events();

    @Override
    public Iterator<Row> call(Iterator<Row> records) {
        return new Rows(records, new EventReader(AudienceEnrichment.of(settings)), Rejects.at(settings.kafka()));
    }

    /** One record's rows at a time. */
    private final class Rows implements Iterator<Row> {

        private final Iterator<Row> records;
        private final EventReader reader;
        private final Rejects rejects;
        private final Events events = events();
        private final LongAdder consumed = ConsumedRecords.of(AudiencePipeline.NAME);
        private final Queue<Row> ready = new ArrayDeque<>();
        private boolean ended;

        Rows(Iterator<Row> records, EventReader reader, Rejects rejects) {
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

        private void read(Row row) {
            consumed.increment();
            KafkaRecord record = KafkaRecord.of(row);
            reader.read(
                    record.value(),
                    record.headers(),
                    record.timestamp().toEpochMilli(),
                    System.currentTimeMillis(),
                    event -> events.accept(event, ready::add),
                    reason -> reject(record, reason));
        }

        private void reject(KafkaRecord record, String reason) {
            rejects.send(record.topic(), record.partition(), record.offset(), record.key(), record.value(), reason);
            events.reject(ready::add);
        }
    }
}
