package videolab.processor.audience;

import java.sql.Timestamp;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A row for each event, and one without a session for each reject, to be counted. */
final class ReadEvents extends ReadRecords {

    static final StructType SCHEMA = new StructType()
            .add("session", DataTypes.StringType)
            .add("received_at", DataTypes.TimestampType)
            .add("event", DataTypes.BinaryType);

    private static final Row REJECTED = RowFactory.create(null, null, null);

    ReadEvents(ReadSettings settings) {
        super(settings);
    }

    @Override
    Events events() {
        SessionCodec codec = new SessionCodec();
        return new Events() {
            @Override
            public void accept(SessionEvent event, Consumer<Row> out) {
                out.accept(RowFactory.create(
                        event.event().session(), new Timestamp(event.receivedAtMs()), codec.encode(event)));
            }

            @Override
            public void reject(Consumer<Row> out) {
                out.accept(REJECTED);
            }

            @Override
            public void end(Consumer<Row> out) {
                // Nothing was kept.
            }
        };
    }
}
