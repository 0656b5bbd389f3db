package videolab.processor.vision;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps off the terminal what libjpeg and libpng write to standard error of a damaged picture: a camera may send 30 of
 * them a second, and the lab counts and reports them itself. They offer no setting, so standard error becomes a pipe, and a
 * thread passes on everything else.
 */
final class NativeLines {

    /** How these libraries' lines begin. */
    private static final List<byte[]> DROPPED = bytes(
            "libpng warning: ",
            "libpng error: ",
            "Corrupt JPEG data",
            "Premature end of JPEG file",
            "Unsupported marker type ",
            "Invalid SOS parameters for sequential JPEG",
            "Inconsistent progression sequence ",
            "Unknown Adobe color transform code ",
            "Warning: unknown JFIF revision number ");

    private static final int STANDARD_ERROR = 2;
    private static final int BUFFER_BYTES = 8192;
    private static final long DRAIN_MS = 1000;

    /** Functions of the C library. */
    interface C extends Library {
        int pipe(int[] ends);

        int dup(int descriptor);

        int dup2(int from, int to);

        int close(int descriptor);

        NativeLong read(int descriptor, byte[] buffer, NativeLong bytes);

        NativeLong write(int descriptor, byte[] buffer, NativeLong bytes);
    }

    private NativeLines() {}

    /** For the rest of the JVM's life; does nothing where the C library cannot be reached. */
    static void drop() {
        C c;
        try {
            c = Native.load("c", C.class);
        } catch (LinkageError e) {
            return; // the lines are ugly, not harmful
        }
        int[] ends = new int[2];
        int terminal = c.dup(STANDARD_ERROR);
        if (terminal < 0 || c.pipe(ends) != 0) {
            return;
        }
        Thread filter = new Thread(() -> pass(c, ends[0], terminal), "native-lines");
        filter.setDaemon(true);
        filter.start();
        c.dup2(ends[1], STANDARD_ERROR);
        c.close(ends[1]);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            c.dup2(terminal, STANDARD_ERROR); // closes the pipe: the filter ends with what is in it
            try {
                filter.join(DRAIN_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private static void pass(C c, int from, int to) {
        LineFilter filter = new LineFilter(DROPPED);
        byte[] buffer = new byte[BUFFER_BYTES];
        while (true) {
            int count = c.read(from, buffer, new NativeLong(buffer.length)).intValue();
            if (count <= 0) {
                return;
            }
            byte[] passed = filter.pass(buffer, count);
            if (passed.length > 0) {
                c.write(to, passed, new NativeLong(passed.length));
            }
        }
    }

    private static List<byte[]> bytes(String... lines) {
        List<byte[]> bytes = new ArrayList<>();
        for (String line : lines) {
            bytes.add(line.getBytes(US_ASCII));
        }
        return bytes;
    }
}
