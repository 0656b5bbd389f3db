package videolab.processor.cdn;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often the tasks of this JVM have met a word for a cache result that no format knows, by network and word. */
final class UnknownResults {

    /** The words are strangers'. */
    private static final int MOST = 100;

    private static final String OTHERS = "others";
    private static final Map<String, LongAdder> COUNTS = new ConcurrentHashMap<>();

    private UnknownResults() {}

    static void count(String cdn, String word) {
        String name = cdn + " " + word;
        LongAdder known = COUNTS.get(name);
        if (known == null) {
            known = COUNTS.computeIfAbsent(COUNTS.size() < MOST ? name : OTHERS, each -> new LongAdder());
        }
        known.increment();
    }

    static Map<String, Long> snapshot() {
        Map<String, Long> counts = new TreeMap<>();
        COUNTS.forEach((name, count) -> counts.put(name, count.sum()));
        return counts;
    }
}
