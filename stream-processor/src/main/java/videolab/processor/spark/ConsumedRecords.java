package videolab.processor.spark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many records the tasks of this JVM have taken, by query. Spark's own progress comes once a batch, which in real-time
 * mode is minutes, and a long batch's not at all.
 */
public final class ConsumedRecords {

    private static final Map<String, LongAdder> BY_QUERY = new ConcurrentHashMap<>();

    private ConsumedRecords() {}

    /** To be incremented for each record of the query, also for each time that a later stage takes it. */
    public static LongAdder of(String query) {
        return BY_QUERY.computeIfAbsent(query, name -> new LongAdder());
    }
}
