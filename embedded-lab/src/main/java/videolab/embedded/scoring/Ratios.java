package videolab.embedded.scoring;

import java.util.Locale;

/** Ratios as summaries show them. */
public final class Ratios {

    private Ratios() {}

    /** To four digits; null where there is nothing to divide by. */
    public static Double of(double part, long whole) {
        return whole == 0 ? null : Math.round(part * 10_000.0 / whole) / 10_000.0;
    }

    /** To three digits; a dash for null. */
    public static String text(Double ratio) {
        return ratio == null ? "–" : String.format(Locale.ROOT, "%.3f", ratio);
    }
}
