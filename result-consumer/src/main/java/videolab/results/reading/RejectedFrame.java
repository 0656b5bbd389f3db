package videolab.results.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import videolab.contract.RejectHeaders;
import videolab.contract.Topics;

/**
 * A record of {@link Topics#REJECTED_FRAMES}, without the frame's bytes.
 *
 * @param key the frame's key, a camera id as a rule; null where the frame had none
 * @param reason why, in one sentence; null where the writer gave none
 * @param partition of {@link Topics#FRAMES} that held the frame; null where the writer did not say
 * @param offset in that partition; null where the writer did not say
 */
public record RejectedFrame(String key, String reason, Integer partition, Long offset) {

    static RejectedFrame of(ConsumerRecord<byte[], byte[]> record) {
        Long partition = number(header(record, RejectHeaders.SOURCE_PARTITION));
        return new RejectedFrame(
                record.key() == null ? null : new String(record.key(), UTF_8),
                header(record, RejectHeaders.REASON),
                partition == null || partition != partition.intValue() ? null : partition.intValue(),
                number(header(record, RejectHeaders.SOURCE_OFFSET)));
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
