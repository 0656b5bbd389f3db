package videolab.source.viewers;

/** @param durationMs -1 for a live channel */
record Content(String id, long durationMs) {
    boolean live() {
        return durationMs < 0;
    }
}
