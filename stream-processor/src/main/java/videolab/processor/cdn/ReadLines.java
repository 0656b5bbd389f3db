package videolab.processor.cdn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;
import videolab.contract.EventHeaders;
import videolab.processor.cdn.formats.ReaderSettings;
import videolab.processor.kafka.Arrivals;
import videolab.processor.kafka.KafkaRecord;
import videolab.processor.spark.ConsumedRecords;

/** Kafka's records to sums of the log lines in them, on Spark's executors. */
final class ReadLines implements MapPartitionsFunction<Row, Row> {

    /** Sums of a part of the lines; rows without a time count what was read. */
    static final StructType PARTS =
            StructType.fromDDL("at TIMESTAMP, cdn STRING, pop STRING, host STRING, object_class STRING, country STRING,"
                    + " sampling_rate DOUBLE, records BIGINT, accepted BIGINT, rejected BIGINT,"
                    + " unknown_results MAP<STRING, BIGINT>, "
                    + String.join(" BIGINT, ", CdnSums.columns()) + " BIGINT");

    private static final int MOST_GROUPS = 50_000;

    private final ReaderSettings reader;
    private final long windowMs;
    private final RejectTarget rejects;
    private final Arrivals.Following following;

    /** @param following finds what follows the records of a batch */
    ReadLines(ReaderSettings reader, long windowMs, RejectTarget rejects, Arrivals.Following following) {
        this.reader = reader;
        this.windowMs = windowMs;
        this.rejects = rejects;
        this.following = following;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> records) {
        return new Parts(new Arrivals(records, following), new CdnLines(reader, windowMs, rejects, Clock.systemUTC()));
    }

    /** Reads until there are many groups, gives their rows, and goes on. */
    private static final class Parts implements Iterator<Row> {

        private final Arrivals records;
        private final CdnLines lines;
        private Iterator<Map.Entry<CdnGroup, WindowSums.Group>> groups = Collections.emptyIterator();
        private boolean counted;

        Parts(Arrivals records, CdnLines lines) {
            this.records = records;
            this.lines = lines;
        }

        @Override
        public boolean hasNext() {
            while (!groups.hasNext() && records.hasNext()) {
                while (records.hasNext() && lines.groups() < MOST_GROUPS) {
                    lines.read(record(records.next()));
                }
                if (!records.hasNext()) {
                    lines.flush();
                }
                groups = lines.drain();
            }
            return groups.hasNext() || !counted;
        }

        @Override
        public Row next() {
            Object[] values = new Object[PARTS.size()];
            Arrays.fill(values, 0L);
            if (hasNext() && groups.hasNext()) {
                Map.Entry<CdnGroup, WindowSums.Group> entry = groups.next();
                CdnGroup group = entry.getKey();
                values[0] = new Timestamp(entry.getValue().latestMs());
                values[1] = group.cdn();
                values[2] = group.pop();
                values[3] = group.host();
                values[4] = group.objectClass();
                values[5] = group.country();
                values[6] = group.samplingRate();
                long[] sums = entry.getValue().sums();
                for (int i = 0; i < sums.length; i++) {
                    values[11 + i] = sums[i];
                }
                values[10] = null;
            } else {
                counted = true;
                Arrays.fill(values, 0, 7, null);
                values[7] = lines.records();
                values[8] = lines.accepted();
                values[9] = lines.rejected();
                values[10] = CollectionConverters.asScala(lines.unknownResults());
            }
            return RowFactory.create(values);
        }

        private static CdnRecord record(Arrivals.Arrival arrival) {
            KafkaRecord record = arrival.record();
            ConsumedRecords.of(CdnPipeline.NAME).increment();
            byte[] format = record.headers().get(EventHeaders.FORMAT);
            return new CdnRecord(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.key(),
                    record.value(),
                    format == null ? null : new String(format, UTF_8),
                    arrival.atMs());
        }
    }
}
