package videolab.source.viewers;

import java.util.List;
import java.util.SplittableRandom;

/** Random numbers for one purpose; the same purpose gives the same numbers on every machine. */
public final class Rolls {

    private final SplittableRandom random;

    private Rolls(long key) {
        this.random = new SplittableRandom(key);
    }

    public static Rolls of(long seed, long... purpose) {
        long key = seed;
        for (long part : purpose) {
            key = new SplittableRandom(key ^ (part + 1) * 0x9E3779B97F4A7C15L).nextLong();
        }
        return new Rolls(key);
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** From low to high, both included. */
    public long between(long low, long high) {
        return high <= low ? low : random.nextLong(low, high + 1);
    }

    /** Power-law-ish: mostly near low, seldom near high. */
    public long skewed(long low, long high) {
        return Math.round(low * Math.pow((double) high / low, Math.pow(random.nextDouble(), 1.7)));
    }

    public double unit() {
        return random.nextDouble();
    }

    public long bits() {
        return random.nextLong();
    }

    public <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
