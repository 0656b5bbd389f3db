package videolab.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** A class of a library that prints to standard error when it is loaded, where nobody can do anything about it. */
public final class QuietClass {

    private QuietClass() {}

    /**
     * Loads the class, or does nothing where there is none of that name.
     *
     * @param unwanted how a line begins that is not printed; what other threads print meanwhile passes
     */
    public static synchronized void load(String name, String unwanted) {
        PrintStream err = System.err;
        System.setErr(new PrintStream((OutputStream) err, true, Charset.defaultCharset()) {
            @Override
            public void println(String line) {
                if (line == null || !line.startsWith(unwanted)) {
                    super.println(line);
                }
            }
        });
        try {
            Class.forName(name);
        } catch (ClassNotFoundException e) {
            // Another version of the library.
        } finally {
            System.setErr(err);
        }
    }
}
