package videolab.processor.audience.formats;

/** Bitrates of strangers. */
final class Bitrates {

    /** 10 Gbit/s: more than any encoding has, and few enough for sums of kbit/s · ms. */
    private static final double MOST_KBPS = 10_000_000;

    private Bitrates() {}

    /** In whole kbit/s; null where it can be no bitrate. */
    static Integer plausible(double kbps) {
        return kbps > 0 && kbps <= MOST_KBPS ? (Integer) Math.toIntExact(Math.round(kbps)) : null;
    }
}
