package videolab.processor.audience;

import java.sql.Timestamp;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import videolab.processor.kpis.Rejects;
import videolab.processor.spark.KafkaHeaders;

/** Reads records on Spark's executors: a row for each event, and one without a session for each reject, to be counted. */
final class ReadEvents implements MapPartitionsFunction<Row, Row> {

    static final StructType SCHEMA = new StructType()
            .add("session", DataTypes.StringType)
            .add("received_at", DataTypes.TimestampType)
            .add("event", DataTypes.BinaryType);

    private static final Row REJECTED = RowFactory.create(null, null, null);

    private final ReadSettings settings;

    ReadEvents(ReadSettings settings) {
        this.settings = settings;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> records) {
        return new Rows(records, AudienceEnrichment.reader(settings), Rejects.at(settings.bootstrap()));
    }

    /** One record's rows at a time. */
    private final class Rows implements Iterator<Row> {

        private final Iterator<Row> records;
        private final EventReader reader;
        private final Rejects rejects;
        private final SessionCodec codec = new SessionCodec();
        private final Queue<Row> ready = new ArrayDeque<>();

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
            if (ready.isEmpty()) {
                rejects.flush();
                return false;
            }
            return true;
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.remove();
        }

        private void read(Row row) {
            reader.read(
                    row.getAs(1),
                    KafkaHeaders.of(row, 2),
                    row.getTimestamp(5).getTime(),
                    System.currentTimeMillis(),
                    this::accept,
                    reason -> reject(row, reason));
        }

        private void accept(SessionEvent event) {
            ready.add(RowFactory.create(
                    event.event().session(), new Timestamp(event.receivedAtMs()), codec.encode(event)));
        }

        private void reject(Row row, String reason) {
            rejects.send(settings.topic(), row.getInt(3), row.getLong(4), row.getAs(0), row.getAs(1), reason);
            ready.add(REJECTED);
        }
    }
}
