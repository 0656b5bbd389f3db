package videolab.processor.spark;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Values that all tasks of a JVM share, such as nets, producers and file stores. Each is opened at its first use. To be held
 * by a static field, because Spark copies everything else that it gives to a task.
 *
 * <p>A service leases a value while it runs, and the end of the last lease closes it. Tasks only {@link #get} it. On a
 * cluster's executors no service runs: there a value stays open until the executor ends.
 */
public final class PerJvm<K, V> {

    private final Function<K, V> open;
    private final Consumer<V> close;
    private final ConcurrentMap<K, V> values = new ConcurrentHashMap<>();
    private final Map<K, Integer> leases = new HashMap<>();

    /** @param close called for each opened value after the last lease of it has ended */
    public PerJvm(Function<K, V> open, Consumer<V> close) {
        this.open = open;
        this.close = close;
    }

    /** The value of a key, opened if it is not open yet. */
    public V get(K key) {
        return values.computeIfAbsent(key, open);
    }

    /** Keeps the value of a key open, once it is opened, until the lease is closed. */
    public synchronized Lease<V> lease(K key) {
        leases.merge(key, 1, Integer::sum);
        return new Lease<>(() -> get(key), () -> release(key));
    }

    private void release(K key) {
        V unused = null;
        synchronized (this) {
            Integer left = leases.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
            if (left == null) {
                unused = values.remove(key);
            }
        }
        if (unused != null) {
            close.accept(unused);
        }
    }

    /** Keeps a value open. */
    public static final class Lease<V> implements AutoCloseable {

        private final Supplier<V> value;
        private final Runnable release;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(Supplier<V> value, Runnable release) {
            this.value = value;
            this.release = release;
        }

        /** The value, opened if it is not open yet. */
        public V value() {
            return value.get();
        }

        /** Closes the value too if no other lease of it is open. Has no effect the second time. */
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release.run();
            }
        }
    }
}
