package videolab.processor.audience;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.util.Map;
import java.util.function.Consumer;
import videolab.contract.Addresses;
import videolab.contract.EventHeaders;
import videolab.processor.audience.formats.EventFormat;
import videolab.processor.audience.formats.Parsed;
import videolab.processor.audience.formats.PlayerEventParser;
import videolab.processor.audience.sessions.PlayerEvent;
import videolab.processor.audience.sessions.SessionEvent;
import videolab.processor.audience.sessions.ViewerKey;
import videolab.processor.audience.viewers.Enricher;
import videolab.processor.audience.viewers.Viewer;
import videolab.processor.audience.viewers.ViewerKeys;

/** A Kafka record to events with everything that is known about them, or to reasons why there are none. */
final class EventReader {

    private final Enricher enricher;
    private final ViewerKeys viewers;
    private final boolean keepAddresses;

    EventReader(AudienceEnrichment enrichment) {
        this.enricher = enrichment.enricher();
        this.viewers = enrichment.viewers();
        this.keepAddresses = enrichment.keepAddresses();
    }

    /**
     * Reads one record.
     *
     * @param headers the last value of each
     * @param kafkaMs the record's timestamp
     * @param nowMs this machine's clock, which no received time exceeds
     */
    void read(
            byte[] value,
            Map<String, byte[]> headers,
            long kafkaMs,
            long nowMs,
            Consumer<SessionEvent> events,
            Consumer<String> rejects) {
        long received;
        EventFormat format;
        try {
            received = Math.min(receivedAt(headers.get(EventHeaders.RECEIVED_AT), kafkaMs), nowMs);
            byte[] name = headers.get(EventHeaders.FORMAT);
            format = name == null ? null : EventFormat.of(new String(name, UTF_8));
        } catch (IllegalArgumentException e) {
            rejects.accept(e.getMessage());
            return;
        }
        String address = text(headers.get(EventHeaders.CLIENT_ADDRESS));
        Viewer viewer = enricher.viewer(address, text(headers.get(EventHeaders.USER_AGENT)));
        String kept = keepAddresses
                ? Addresses.first(address).map(InetAddress::getHostAddress).orElse(null)
                : null;
        PlayerEventParser.parse(value, format, received, parsed -> {
            if (parsed instanceof Parsed.Accepted accepted) {
                events.accept(enriched(accepted.event(), received, viewer, kept));
            } else if (parsed instanceof Parsed.Rejected rejected) {
                rejects.accept(rejected.reason());
            }
        });
    }

    private SessionEvent enriched(PlayerEvent event, long received, Viewer viewer, String address) {
        if (event.userId() != null) {
            return hashed(event, received, viewer, ViewerKey.USER, event.userId(), address);
        }
        if (event.deviceId() != null) {
            return hashed(event, received, viewer, ViewerKey.DEVICE, event.deviceId(), address);
        }
        return new SessionEvent(event, received, viewer, null, 0, address);
    }

    private SessionEvent hashed(
            PlayerEvent event, long received, Viewer viewer, ViewerKey key, String id, String address) {
        return new SessionEvent(event, received, viewer, key, viewers.hash(key.wireName(), id), address);
    }

    /** Never later than Kafka's timestamp. */
    private static long receivedAt(byte[] header, long kafkaMs) {
        if (header == null) {
            return kafkaMs;
        }
        try {
            long told = Long.parseLong(new String(header, UTF_8));
            if (told > 0) {
                return Math.min(told, kafkaMs);
            }
        } catch (NumberFormatException e) {
            // One message covers every malformed value.
        }
        throw new IllegalArgumentException(
                "header " + EventHeaders.RECEIVED_AT + " is not a number of milliseconds since 1970");
    }

    private static String text(byte[] header) {
        return header == null ? null : new String(header, UTF_8);
    }
}
