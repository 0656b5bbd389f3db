package videolab.embedded.demo;

import java.io.PrintWriter;

/** Prints the readers' notices and nothing else. */
record DemoNotices(PrintWriter err) implements DemoHandler {

    @Override
    public void notice(String sentence) {
        err.println("note: " + sentence);
        err.flush();
    }
}
