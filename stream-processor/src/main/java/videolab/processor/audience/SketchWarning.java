package videolab.processor.audience;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * Keeps a line of Spark's off the terminal. Spark's copy of a class of DataSketches prints it when it is loaded, on every
 * Java after 11: a warning of off-heap sketches, which neither Spark nor the lab uses.
 */
final class SketchWarning {

    static final String CLASS = "org.apache.datasketches.memory.internal.ResourceImpl";

    private static final String BEGINNING = "Warning: Java versions";

    private SketchWarning() {}

    /** Loads the class; what other threads print meanwhile passes. */
    static synchronized void silence() {
        PrintStream err = System.err;
        System.setErr(new PrintStream((OutputStream) err, true, Charset.defaultCharset()) {
            @Override
            public void println(String line) {
                if (line == null || !line.startsWith(BEGINNING)) {
                    super.println(line);
                }
            }
        });
        try {
            Class.forName(CLASS);
        } catch (ClassNotFoundException e) {
            // Another version of the library: what it prints is not known here.
        } finally {
            System.setErr(err);
        }
    }
}
