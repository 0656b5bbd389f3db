package videolab.results.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import videolab.results.reading.KpiRows;

/** Topics of one partition each. Finds offsets by time, which Kafka's mock does not, and notes what was read. */
final class FakeTopics extends MockConsumer<byte[], byte[]> {

    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> log = new HashMap<>();
    final List<Long> soughtOffsets = new ArrayList<>();
    Runnable beforePoll = () -> {};

    FakeTopics(String... topics) {
        super(OffsetResetStrategy.EARLIEST);
        for (String topic : topics) {
            TopicPartition partition = new TopicPartition(topic, 0);
            log.put(partition, new ArrayList<>());
            updatePartitions(topic, List.of(new PartitionInfo(topic, 0, Node.noNode(), new Node[0], new Node[0])));
            updateBeginningOffsets(Map.of(partition, 0L));
            updateEndOffsets(Map.of(partition, 0L));
        }
    }

    void write(String topic, Instant writtenAt, String key, byte[] value, String... headers) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> records = log.get(partition);
        ConsumerRecord<byte[], byte[]> record = KpiRows.record(topic, 0, records.size(), writtenAt, key, value);
        for (int i = 0; i < headers.length; i += 2) {
            record.headers().add(headers[i], headers[i + 1].getBytes(UTF_8));
        }
        records.add(record);
        updateEndOffsets(Map.of(partition, (long) records.size()));
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
        super.seek(partition, offset);
        soughtOffsets.add(offset);
        // The mock hands a record out once.
        log.get(partition).stream().filter(record -> record.offset() >= offset).forEach(this::addRecord);
    }

    @Override
    public synchronized org.apache.kafka.clients.consumer.ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        beforePoll.run();
        return super.poll(timeout);
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
        Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
        times.forEach((partition, time) -> found.put(
                partition,
                log.get(partition).stream()
                        .filter(record -> record.timestamp() >= time)
                        .findFirst()
                        .map(record -> new OffsetAndTimestamp(record.offset(), record.timestamp()))
                        .orElse(null)));
        return found;
    }
}
