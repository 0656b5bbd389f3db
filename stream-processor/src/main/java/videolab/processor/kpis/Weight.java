package videolab.processor.kpis;

import java.io.Serializable;

/**
 * By what values of a dimension are ranked.
 *
 * @param first decides, {@code second} where it is equal
 */
public record Weight(long first, long second) implements Comparable<Weight>, Serializable {
    @Override
    public int compareTo(Weight other) {
        int byFirst = Long.compare(first, other.first);
        return byFirst == 0 ? Long.compare(second, other.second) : byFirst;
    }
}
