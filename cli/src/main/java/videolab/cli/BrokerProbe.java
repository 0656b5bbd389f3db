package videolab.cli;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the broker of a service answers now. One thread. */
final class BrokerProbe implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerProbe.class);

    /** Less than a container's health check waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final KafkaSettings kafka;
    private Admin admin;

    BrokerProbe(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** What is wrong with the broker, in one sentence; empty while it answers. */
    synchronized Optional<String> trouble() {
        try {
            if (admin == null) {
                admin = Admin.create(kafka.admin(Map.of()));
            }
            admin.describeCluster().nodes().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.debug("no answer from {}", kafka.bootstrap(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.of(
                "no Kafka broker answers at " + kafka.bootstrap() + " within " + PATIENCE.toSeconds() + " s");
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
