package videolab.processor.cdn;

import java.util.Map;
import java.util.TreeMap;

/** How often logs had a word for a cache result that no format knows, by network and word. */
final class UnknownResults {

    /** The words are strangers'. */
    static final int MOST = 100;

    private static final String OTHERS = "others";

    private final Map<String, Long> counts = new TreeMap<>();

    void count(String cdn, String word) {
        add(cdn + " " + word, 1);
    }

    void add(Map<String, Long> others) {
        others.forEach(this::add);
    }

    private synchronized void add(String name, long count) {
        boolean hasName = counts.containsKey(name) || counts.size() < MOST;
        counts.merge(hasName ? name : OTHERS, count, Long::sum);
    }

    /** By network and word; at most a hundred, and the others together. */
    synchronized Map<String, Long> snapshot() {
        return new TreeMap<>(counts);
    }
}
