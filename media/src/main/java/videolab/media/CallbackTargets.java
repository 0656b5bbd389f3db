package videolab.media;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;

/**
 * The Java objects that native callbacks belong to. JavaCPP has about ten slots for functions of one type and hands
 * them out without synchronization: callbacks that are made per input get mixed up between threads. So each type has
 * one static callback, which finds its object by the id that FFmpeg passes as {@code opaque}.
 */
final class CallbackTargets<T> {

    private final Map<Long, T> byId = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();

    /** The id as an address, which is never dereferenced. */
    private static final class Handle extends Pointer {
        Handle(long id) {
            address = id;
        }
    }

    /** The {@code opaque} value to give to FFmpeg; valid until {@link #remove}. */
    Pointer register(T target) {
        long id = lastId.incrementAndGet();
        byId.put(id, target);
        return new Handle(id);
    }

    /** Null after {@link #remove}. */
    T find(Pointer opaque) {
        return opaque == null ? null : byId.get(opaque.address());
    }

    void remove(Pointer handle) {
        byId.remove(handle.address());
    }

    int size() {
        return byId.size();
    }
}
