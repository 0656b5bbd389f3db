package videolab.processor.vision;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Drops the lines that begin in one of several ways and passes the rest at once: an unfinished line is held back only while
 * it may still become one of them.
 */
final class LineFilter {

    private enum State {
        START,
        PASSING,
        DROPPING
    }

    private final List<byte[]> dropped;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private State state = State.START;

    LineFilter(List<byte[]> dropped) {
        this.dropped = dropped;
    }

    /** What passes of the next bytes. */
    byte[] pass(byte[] bytes, int count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(count);
        for (int i = 0; i < count; i++) {
            byte next = bytes[i];
            switch (state) {
                case START -> start(next, out);
                case PASSING -> out.write(next);
                case DROPPING -> {}
            }
            if (next == '\n') {
                state = State.START;
            }
        }
        return out.toByteArray();
    }

    private void start(byte next, ByteArrayOutputStream out) {
        held.write(next);
        byte[] line = held.toByteArray();
        boolean mayBecomeOne = false;
        for (byte[] beginning : dropped) {
            int common = Math.min(line.length, beginning.length);
            if (Arrays.equals(line, 0, common, beginning, 0, common)) {
                mayBecomeOne = true;
                if (common == beginning.length) {
                    state = State.DROPPING;
                }
            }
        }
        if (!mayBecomeOne) {
            state = State.PASSING;
            out.writeBytes(line);
        }
        if (state != State.START) {
            held.reset();
        }
    }
}
