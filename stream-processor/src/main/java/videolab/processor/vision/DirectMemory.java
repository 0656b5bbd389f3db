package videolab.processor.vision;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory outside the heap that is used again and again, and grows to the largest size that was asked for. */
final class DirectMemory {

    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

    /** The first bytes of it, in native order. */
    ByteBuffer ofBytes(int bytes) {
        if (buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocateDirect(bytes);
        }
        return buffer.slice(0, bytes).order(ByteOrder.nativeOrder());
    }
}
