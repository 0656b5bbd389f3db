package videolab.processor.audience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import videolab.processor.audience.sessions.SessionCodec;
import videolab.processor.audience.sessions.SessionEvent;
import videolab.processor.audience.sessions.ViewerKey;
import videolab.processor.audience.viewers.Enricher;
import videolab.processor.audience.viewers.Geo;
import videolab.processor.audience.viewers.ViewerKeys;

class EventReaderTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final String PLAYING =
            "{\"event\":\"playing\",\"sessionId\":\"s\",\"timestamp\":" + (NOW - 500) + "}";

    private final List<SessionEvent> events = new ArrayList<>();
    private final List<String> rejects = new ArrayList<>();

    @Test
    void receivedIsWhatTheCollectorSaysButNeverLaterThanKafkaAndTheClock() {
        read(PLAYING, NOW, NOW, "received-at", String.valueOf(NOW - 300));
        read(PLAYING, NOW - 100, NOW, "received-at", "4102444800000");
        read(PLAYING, NOW + 86_400_000, NOW);
        assertThat(events).extracting(SessionEvent::receivedAtMs).containsExactly(NOW - 300, NOW - 100, NOW);
    }

    @Test
    void headersThatAreNotOfTheirTypeAreRejected() {
        read(PLAYING, NOW, NOW, "received-at", "yesterday");
        read(PLAYING, NOW, NOW, "format", "morse");
        assertThat(events).isEmpty();
        assertThat(rejects).hasSize(2);
        assertThat(rejects.get(0)).contains("received-at");
        assertThat(rejects.get(1)).contains("format").contains("epas");
    }

    @Test
    void anAddressGoesNoFurtherUnlessItIsToBeKept() {
        read(PLAYING, NOW, NOW, "client-address", "203.0.113.7");
        assertThat(events.get(0).address()).isNull();
        assertThat(bytes(events.get(0))).asString(UTF_8).doesNotContain("203.0.113");

        keep = true;
        read(PLAYING, NOW, NOW, "client-address", "203.0.113.7");
        List<SessionEvent> copies = new ArrayList<>();
        SessionCodec.events(bytes(events.get(1)), "s", copies::add);
        assertThat(copies).extracting(SessionEvent::address).containsExactly("203.0.113.7");

        read(PLAYING, NOW, NOW, "client-address", "203.0.113.7, 10.0.0.1");
        read(PLAYING, NOW, NOW, "client-address", "x".repeat(100_000));
        assertThat(events.subList(2, 4)).extracting(SessionEvent::address).containsExactly("203.0.113.7", null);
    }

    @Test
    void idsOfViewersAreHashedTheUserBeforeTheDevice() {
        read(metadata("\"userId\":\"anna\",\"deviceId\":\"tv\""), NOW, NOW);
        read(metadata("\"deviceId\":\"tv\""), NOW, NOW);
        read(metadata("\"userId\":\"anna\""), NOW, NOW);
        assertThat(events)
                .extracting(SessionEvent::viewerKey)
                .containsExactly(ViewerKey.USER, ViewerKey.DEVICE, ViewerKey.USER);
        assertThat(events.get(0).viewerHash()).isEqualTo(events.get(2).viewerHash());
        assertThat(events.get(0).viewerHash()).isNotEqualTo(events.get(1).viewerHash());
    }

    private boolean keep;

    private static byte[] bytes(SessionEvent event) {
        Output out = new Output(64, -1);
        SessionCodec.append(out, event);
        return out.toBytes();
    }

    private static String metadata(String payload) {
        return "{\"event\":\"metadata\",\"sessionId\":\"s\",\"timestamp\":" + NOW + ",\"payload\":{" + payload + "}}";
    }

    private void read(String value, long kafkaMs, long nowMs, String... header) {
        Map<String, byte[]> headers = new HashMap<>();
        if (header.length > 0) {
            headers.put(header[0], header[1].getBytes(UTF_8));
        }
        try (Enricher enricher = new Enricher(Geo.none())) {
            new EventReader(new AudienceEnrichment(enricher, new ViewerKeys(new byte[32]), keep))
                    .read(value.getBytes(UTF_8), headers, kafkaMs, nowMs, events::add, rejects::add);
        }
    }
}
