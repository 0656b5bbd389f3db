package videolab.processor.spark;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Values that all tasks of a JVM share, such as nets, producers and file stores: each is opened once. To be held by a
 * static field, because Spark copies everything else that it gives to a task.
 *
 * <p>A service leases a value while it runs, and the end of the last lease closes it. Tasks only {@link #get} it. On a
 * cluster's executors no service runs: there a value stays open until the executor ends.
 */
public final class PerJvm<K, V> {

    private final Function<K, V> open;
    private final Consumer<V> close;
    private final ConcurrentMap<K, Shared<V>> values = new ConcurrentHashMap<>();

    /** @param close called once for each opened value, after the last lease of it has ended */
    public PerJvm(Function<K, V> open, Consumer<V> close) {
        this.open = open;
        this.close = close;
    }

    /** The value of a key, opened if it is not open yet. */
    public V get(K key) {
        return values.computeIfAbsent(key, absent -> new Shared<>(open.apply(absent), 0)).value;
    }

    /** Opens the value of a key, if it is not open yet, and keeps it open until the lease is closed. */
    public Lease<V> lease(K key) {
        Shared<V> leased = values.compute(
                key,
                (same, shared) -> shared == null
                        ? new Shared<>(open.apply(same), 1)
                        : new Shared<>(shared.value, shared.leases + 1));
        return new Lease<>(leased.value, () -> release(key));
    }

    private void release(K key) {
        AtomicBoolean last = new AtomicBoolean();
        Shared<V> released = values.get(key);
        values.computeIfPresent(key, (same, shared) -> {
            last.set(shared.leases == 1);
            return last.get() ? null : new Shared<>(shared.value, shared.leases - 1);
        });
        if (last.get()) {
            close.accept(released.value);
        }
    }

    private record Shared<V>(V value, int leases) {}

    /** Keeps a value open. */
    public static final class Lease<V> implements AutoCloseable {

        private final V value;
        private final Runnable release;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(V value, Runnable release) {
            this.value = value;
            this.release = release;
        }

        public V value() {
            return value;
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
