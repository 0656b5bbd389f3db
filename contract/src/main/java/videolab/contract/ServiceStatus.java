package videolab.contract;

import java.time.Instant;
import java.util.Map;

/**
 * How a running service is, on {@link Topics#SERVICE_STATUS}: a row every five seconds.
 *
 * @param schema {@link #SCHEMA}; a reader skips and counts a number it does not know
 * @param service such as {@code process faces}
 * @param instance tells processes of one service apart: host and process id
 * @param startedAt of the process
 * @param at when the row was made, by the service's clock
 * @param heapUsedBytes of the JVM
 * @param heapMaxBytes the JVM's limit
 * @param facts what else a person wants to know, such as {@code detector} and {@code restarts}
 */
public record ServiceStatus(
        int schema,
        String service,
        String instance,
        Instant startedAt,
        Instant at,
        String java,
        long heapUsedBytes,
        long heapMaxBytes,
        Map<String, String> facts) {

    public static final int SCHEMA = 1;

    public ServiceStatus {
        facts = facts == null ? Map.of() : Map.copyOf(facts);
    }
}
