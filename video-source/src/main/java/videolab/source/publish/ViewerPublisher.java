package videolab.source.publish;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import videolab.contract.EventHeaders;
import videolab.source.viewers.Delivery;
import videolab.source.viewers.ViewerScenario;

/** Makes a scenario's deliveries the records of {@code player-events}. */
public final class ViewerPublisher {

    private ViewerPublisher() {}

    public static List<TimedRecord> records(ViewerScenario scenario, boolean flush) {
        List<Delivery> all = new ArrayList<>(scenario.deliveries());
        if (flush) {
            all.addAll(scenario.flush());
        }
        return all.stream().map(ViewerPublisher::record).toList();
    }

    public static TimedRecord record(Delivery delivery) {
        Map<String, String> headers = new HashMap<>();
        headers.put(EventHeaders.FORMAT, delivery.format().header());
        headers.put(
                EventHeaders.RECEIVED_AT, String.valueOf(delivery.receivedAt().toEpochMilli()));
        if (delivery.clientAddress() != null) {
            headers.put(EventHeaders.CLIENT_ADDRESS, delivery.clientAddress());
        }
        if (delivery.userAgent() != null) {
            headers.put(EventHeaders.USER_AGENT, delivery.userAgent());
        }
        return new TimedRecord(delivery.session(), delivery.value(), headers, delivery.shippedAt());
    }
}
