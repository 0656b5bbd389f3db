package videolab.processor.cdn;

import java.io.Serializable;

/** Where lines go that nobody can read. Sent along to wherever the reading is done. */
interface RejectTarget extends Serializable {

    void send(String topic, int partition, long offset, byte[] key, byte[] value, String reason);

    /** Waits until all of it is there. */
    void flush();
}
