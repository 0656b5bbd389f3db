package videolab.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * Handles the signals that ask a process to end: Ctrl-C, a termination, a closed terminal. By a shutdown hook alone the JVM
 * would report the signal as its exit code, though the command has ended as it was asked to.
 */
final class Signals implements AutoCloseable {

    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

    /** Puts back the handlers of before. */
    private final List<Runnable> restore = new ArrayList<>();

    private Signals() {}

    /** Calls the handler, in a thread of its own, for each signal; never where this JVM gives no access to signals. */
    static Signals handle(Runnable handler) {
        Signals signals = new Signals();
        try {
            for (String name : NAMES) {
                signals.handle(name, handler);
            }
            return signals;
        } catch (ReflectiveOperationException | IllegalArgumentException e) { // such as java -Xrs
            signals.close();
            return signals;
        }
    }

    /** By reflection, for javac warns of {@code sun.misc}; the module {@code jdk.unsupported} exports it for this use. */
    private void handle(String name, Runnable handler) throws ReflectiveOperationException {
        Class<?> signalClass = Class.forName("sun.misc.Signal");
        Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
        InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                handler.run();
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "signal handler";
        };
        Object signal = signalClass.getConstructor(String.class).newInstance(name);
        Object handlerProxy =
                Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handlerClass}, calls);
        Object before =
                signalClass.getMethod("handle", signalClass, handlerClass).invoke(null, signal, handlerProxy);
        restore.add(() -> {
            try {
                signalClass.getMethod("handle", signalClass, handlerClass).invoke(null, signal, before);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Override
    public void close() {
        restore.forEach(Runnable::run);
        restore.clear();
    }
}
