package videolab.source.mock;

import java.awt.Color;
import java.util.List;

/**
 * Random numbers that depend on what they are for and not on the order of the calls, so that frame 900 looks the same
 * whether or not frame 899 was drawn before it.
 */
final class Dice {
    private final long key;
    private long rolls;

    private Dice(long key) {
        this.key = key;
    }

    /** Dice for one purpose; the same numbers give the same rolls. */
    static Dice of(long seed, long... purpose) {
        long key = mix(seed);
        for (long part : purpose) {
            key = mix(key ^ (part + 0x9E3779B97F4A7C15L));
        }
        return new Dice(key);
    }

    /** A number to make further dice from. */
    long seed() {
        return key;
    }

    /** A number from 0 (included) to 1 (excluded). */
    double roll() {
        return (bits() >>> 11) * 0x1.0p-53;
    }

    double between(double low, double high) {
        return low + (high - low) * roll();
    }

    int below(int bound) {
        return (int) (roll() * bound);
    }

    boolean chance(double probability) {
        return roll() < probability;
    }

    double sign() {
        return chance(0.5) ? 1 : -1;
    }

    <T> T pick(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /** The numbers 0 to size - 1 in a random order. */
    int[] shuffled(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The colour a little lighter or darker. */
    Color near(Color color, int spread) {
        int shift = below(2 * spread + 1) - spread;
        return new Color(
                limit(color.getRed() + shift), limit(color.getGreen() + shift), limit(color.getBlue() + shift));
    }

    /** Bell-shaped around 0 with standard deviation 1, cut at 3. */
    double bell() {
        double sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += roll();
        }
        return Math.max(-3, Math.min(3, sum - 6));
    }

    private long bits() {
        rolls++;
        return mix(key + rolls * 0x9E3779B97F4A7C15L);
    }

    private static int limit(int value) {
        return Math.max(0, Math.min(255, value));
    }

    /** SplitMix64's finaliser. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
