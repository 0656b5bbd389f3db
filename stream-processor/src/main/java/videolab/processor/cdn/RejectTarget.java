package videolab.processor.cdn;

import java.io.Serializable;

/** Where unreadable lines go. It travels to the executors that read. */
interface RejectTarget extends Serializable {

    void send(String topic, int partition, long offset, byte[] key, byte[] value, String reason);

    /** Waits until all of it is there. */
    void flush();
}
