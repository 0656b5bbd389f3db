package videolab.source.capture;

import java.time.Instant;

/** Ids that a restarted source never repeats: {@code <source start, epoch ms>-<sequence>}. */
final class FrameIds {

    private final long startEpochMs;
    private long sequence;

    FrameIds(Instant start) {
        this.startEpochMs = start.toEpochMilli();
    }

    String next() {
        return startEpochMs + "-" + sequence++;
    }
}
