package videolab.processor.faces;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides which frames are stale, so that an overloaded processor shows a fresh picture now and then instead of an old one
 * always. A camera is behind once a frame of it is older than the maximum age. Its frames are skipped until one is younger
 * than a quarter of that.
 *
 * <p>After a start, and after a pause in which nothing was read (a commit, a long garbage collection), frames wait although
 * the processor can keep up. For a short time they may then be {@value #PATIENCE} times as old; at most once a minute, because
 * a processor without enough cores pauses all the time.
 *
 * <p>One for all threads of a JVM.
 */
final class Freshness {

    private static final int PATIENCE = 4;
    private static final int CAUGHT_UP = 4;

    /** Shorter pauses do not make frames stale. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final Duration BETWEEN_PATIENCE = Duration.ofMinutes(1);

    /** A camera that was forgotten is behind again when its next old frame arrives. */
    private static final int MOST_CAMERAS_BEHIND = 10_000;

    private final Duration maxAge;
    private final Set<String> behind = ConcurrentHashMap.newKeySet();
    private volatile Instant lastDone;
    private volatile Instant patientUntil = Instant.MIN;

    /** @param maxAge zero for no frame is ever stale */
    Freshness(Duration maxAge) {
        this.maxAge = maxAge;
    }

    /**
     * Whether a frame is to be skipped.
     *
     * @param age how long the frame has waited
     */
    boolean isStale(String camera, Duration age, Instant now) {
        if (maxAge.isZero()) {
            return false;
        }
        if (isAfterPause(age, now) && !now.isBefore(patientUntil.plus(BETWEEN_PATIENCE))) {
            patientUntil = now.plus(maxAge.multipliedBy(PATIENCE));
        }
        if (behind.contains(camera)) {
            if (age.compareTo(maxAge.dividedBy(CAUGHT_UP)) >= 0) {
                return true;
            }
            behind.remove(camera);
            return false;
        }
        Duration limit = now.isBefore(patientUntil) ? maxAge.multipliedBy(PATIENCE) : maxAge;
        if (age.compareTo(limit) <= 0) {
            return false;
        }
        if (behind.size() >= MOST_CAMERAS_BEHIND) {
            behind.clear();
        }
        behind.add(camera);
        return true;
    }

    /** To be called when a frame has been analyzed or skipped. */
    void done(Instant now) {
        lastDone = now;
    }

    /** A frame that waited while no frame was in work. */
    private boolean isAfterPause(Duration age, Instant now) {
        Instant last = lastDone;
        return last == null
                || age.compareTo(PAUSE) >= 0 && Duration.between(last, now).compareTo(PAUSE) >= 0;
    }
}
