package videolab.processor.cdn;

/**
 * A window and all dimensions of its requests.
 *
 * @param startMs of the window, epoch milliseconds
 */
record CdnGroup(
        long startMs, String cdn, String pop, String host, String objectClass, String country, double samplingRate) {

    static final String UNKNOWN = "unknown";
}
