package videolab.embedded.demo;

import java.io.PrintWriter;

/** Prints steps and notices, and nothing of the frames. */
record DemoNotices(PrintWriter err) implements DemoHandler {

    @Override
    public void notice(String sentence) {
        progress("note: " + sentence);
    }

    @Override
    public void progress(String line) {
        err.println(line);
        err.flush();
    }
}
