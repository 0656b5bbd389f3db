package videolab.results.reading;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts rejects by reason. Reasons that differ in numbers only, such as a size, count as one. Safe for a thread that adds
 * and others that ask.
 */
public final class RejectReasons {

    /** Any program can write to the topic: the number of different reasons is bounded. */
    private static final int MOST = 50;

    private static final String OTHERS = "other reasons";
    private static final String NONE = "no reason given";

    private final Map<String, Reason> reasons = new LinkedHashMap<>();

    /**
     * A reason and how often it was given.
     *
     * @param reason as the first record had it
     */
    public record Reason(String reason, long count) {}

    /** Counts a reject; a sentence about it where it is the first one of its reason. */
    public synchronized Optional<String> add(RejectedRecord rejected) {
        String reason = rejected.reason() == null ? NONE : rejected.reason();
        String kind = reason.replaceAll("\\d+", "#");
        if (reasons.size() >= MOST && !reasons.containsKey(kind)) {
            reasons.merge(OTHERS, new Reason(OTHERS, 1), RejectReasons::sum);
            return Optional.empty();
        }
        boolean first =
                reasons.merge(kind, new Reason(reason, 1), RejectReasons::sum).count() == 1;
        return first ? Optional.of(sentence(rejected, reason)) : Optional.empty();
    }

    private static String sentence(RejectedRecord rejected, String reason) {
        return Printable.of((rejected.key() == null ? "a record" : rejected.key()) + " at " + rejected.place()
                + " was rejected: " + reason + "; more of these are counted");
    }

    private static Reason sum(Reason one, Reason other) {
        return new Reason(one.reason(), one.count() + other.count());
    }

    /** The most frequent first. */
    public synchronized List<Reason> byCount() {
        return reasons.values().stream()
                .sorted(Comparator.comparingLong(Reason::count).reversed())
                .toList();
    }
}
