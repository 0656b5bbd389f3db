package videolab.processor.audience.formats;

/** Bitrates from untrusted payloads. */
final class Bitrates {

    /** 10 Gbit/s: more than any encoding has, and few enough for sums of kbit/s · ms. */
    private static final double MOST_KBPS = 10_000_000;

    /** No encoding has so many kbit/s; what is over it is in bit/s, as some players send it. */
    private static final double MOST_LIKELY_KBPS = 200_000;

    private Bitrates() {}

    /** In whole kbit/s; null where it cannot be a bitrate. */
    static Integer plausible(double number) {
        double kbps = number > MOST_LIKELY_KBPS ? number / 1_000 : number;
        return kbps >= 0.5 && kbps <= MOST_KBPS ? (Integer) Math.toIntExact(Math.round(kbps)) : null;
    }
}
