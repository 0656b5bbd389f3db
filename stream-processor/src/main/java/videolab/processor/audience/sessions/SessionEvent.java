package videolab.processor.audience.sessions;

import videolab.processor.audience.viewers.Viewer;

/**
 * An event with what the collector and the enrichment know about it.
 *
 * @param receivedAtMs epoch milliseconds by the collector's clock
 * @param viewerKey by what the event names its viewer; null where it names none
 * @param viewerHash salted hash of that
 * @param address the viewer's address, null unless it is to be kept
 */
public record SessionEvent(
        PlayerEvent event, long receivedAtMs, Viewer viewer, ViewerKey viewerKey, long viewerHash, String address) {

    EventKind kind() {
        return event.kind();
    }

    long eventAtMs() {
        return event.eventAtMs();
    }
}
