package videolab.embedded.demo;

import java.io.Console;
import java.util.Map;

/** What the terminal of a demo can do. */
final class DemoTerminal {

    private DemoTerminal() {}

    /** Whether lines can be updated in place: standard output is a terminal, and not a dumb one. */
    static boolean updatesInPlace() {
        return isTerminal(System.console()) && updatesInPlace(System.getenv());
    }

    static boolean updatesInPlace(Map<String, String> environment) {
        String terminal = environment.getOrDefault("TERM", "");
        return !terminal.isEmpty() && !terminal.equals("dumb");
    }

    /** From Java 22 on there is a console without a terminal too. */
    private static boolean isTerminal(Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
