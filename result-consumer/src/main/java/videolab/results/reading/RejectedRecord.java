package videolab.results.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import videolab.contract.RejectHeaders;
import videolab.contract.Topics;

/**
 * A record of {@link Topics#REJECTED_FRAMES} or {@link Topics#REJECTED_EVENTS}.
 *
 * @param topic it was read from
 * @param key of the rejected record, of a frame usually a camera id; null where there was none
 * @param reason why it was rejected, one sentence; null where the writer gave none
 * @param sourceTopic that held it; {@link Topics#FRAMES}'s name for a frame
 * @param partition of the source topic; null where the writer gave none
 * @param offset in that partition; null where the writer gave none
 * @param value its first 64 KiB; empty where nothing may be kept
 * @param rejectedAt when it was written to the topic, by the writer's clock
 */
public record RejectedRecord(
        String topic,
        String key,
        String reason,
        String sourceTopic,
        Integer partition,
        Long offset,
        byte[] value,
        Instant rejectedAt) {

    private static final byte[] NONE = {};

    static RejectedRecord of(ConsumerRecord<byte[], byte[]> record) {
        Long partition = number(header(record, RejectHeaders.SOURCE_PARTITION));
        String source = header(record, RejectHeaders.SOURCE_TOPIC);
        return new RejectedRecord(
                record.topic(),
                record.key() == null ? null : new String(record.key(), UTF_8),
                header(record, RejectHeaders.REASON),
                source == null && record.topic().equals(Topics.REJECTED_FRAMES.name()) ? Topics.FRAMES.name() : source,
                partition == null || partition != partition.intValue() ? null : partition.intValue(),
                number(header(record, RejectHeaders.SOURCE_OFFSET)),
                record.value() == null ? NONE : record.value(),
                Instant.ofEpochMilli(record.timestamp()));
    }

    /** Where the record came from: the same for a reject that was written twice. */
    public String place() {
        return (sourceTopic == null ? "" : sourceTopic + " ")
                + (partition == null || offset == null ? "unknown place" : partition + "-" + offset);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }

    private static Long number(String text) {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
