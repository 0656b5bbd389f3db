package videolab.source.publish;

/**
 * What became of a camera's frames. Once the publisher is closed, captured = sent + dropped + refused; before that the
 * difference is on its way.
 *
 * @param captured taken from the source
 * @param sent acknowledged by Kafka
 * @param dropped let go because Kafka was slower than the camera, or because the source was stopped
 * @param refused not taken by Kafka: too large, or not delivered in time
 */
public record SourceStats(String camera, long captured, long sent, long dropped, long refused) {

    @Override
    public String toString() {
        return camera + ": " + captured + " captured, " + sent + " sent, " + dropped + " dropped, " + refused
                + " refused";
    }
}
