package videolab.embedded.bench.faces;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import videolab.contract.FrameHeaders;
import videolab.results.reading.RecordHandler;

/** Notes when the records of a topic arrive, and how old their frames are then. */
final class Arrivals implements RecordHandler {

    private final String topic;
    private final List<Instant> at = new ArrayList<>();
    private final List<Long> agesMs = new ArrayList<>();

    Arrivals(String topic) {
        this.topic = topic;
    }

    @Override
    public List<String> topics() {
        return List.of(topic);
    }

    @Override
    public void record(ConsumerRecord<byte[], byte[]> record, Instant readAt) {
        at.add(readAt);
        byte[] captured = record.headers().lastHeader(FrameHeaders.CAPTURED_AT).value();
        Instant capturedAt = Instant.ofEpochMilli(Long.parseLong(new String(captured, UTF_8)));
        agesMs.add(Duration.between(capturedAt, readAt).toMillis());
    }

    int count() {
        return at.size();
    }

    List<Instant> at() {
        return at;
    }

    /** Without the first ones, which warm up. */
    double[] agesMs(int skipped) {
        return agesMs.stream().skip(skipped).mapToDouble(age -> age).toArray();
    }
}
