package videolab.processor.cdn.formats;

/** One form of log; not for two threads at once. */
interface LogForm {

    /** @param receivedMs when the value was received, epoch milliseconds */
    void read(byte[] value, long receivedMs, LogOutcomes outcomes);
}
