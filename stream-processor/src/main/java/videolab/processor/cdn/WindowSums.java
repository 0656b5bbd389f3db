package videolab.processor.cdn;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import videolab.processor.cdn.formats.CdnRequest;

/**
 * Requests added up by window and dimensions, as they come: what is left of thousands of log lines are a few rows. Sums of
 * several of these add up to the sums of all.
 */
final class WindowSums {

    /** Sums of one window and set of dimensions. */
    static final class Group {
        private final long[] sums = new long[CdnSums.LENGTH];
        private long latestMs = Long.MIN_VALUE;

        /** As {@link CdnSums} orders them. */
        long[] sums() {
            return sums;
        }

        /** Time of the latest request in it, which is a time of the window. */
        long latestMs() {
            return latestMs;
        }
    }

    private final long windowMs;
    private Map<CdnGroup, Group> groups = new HashMap<>();

    WindowSums(long windowMs) {
        this.windowMs = windowMs;
    }

    void add(CdnRequest request) {
        long start = request.atMs() - Math.floorMod(request.atMs(), windowMs);
        String country = request.country() == null ? CdnGroup.UNKNOWN : request.country();
        Group group = groups.computeIfAbsent(
                new CdnGroup(
                        start,
                        request.cdn(),
                        request.pop(),
                        request.host(),
                        request.objectClass().wireName(),
                        country,
                        request.samplingRate()),
                key -> new Group());
        CdnSums.add(group.sums, request);
        group.latestMs = Math.max(group.latestMs, request.atMs());
    }

    int size() {
        return groups.size();
    }

    /** Gives all groups away and starts over. */
    Iterator<Map.Entry<CdnGroup, Group>> drain() {
        Map<CdnGroup, Group> drained = groups;
        groups = new HashMap<>();
        return drained.entrySet().iterator();
    }
}
