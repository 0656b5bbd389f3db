package videolab.embedded.audience;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import videolab.contract.Json;
import videolab.source.viewers.AudienceTruth;
import videolab.source.viewers.ViewerScenario;

/**
 * What really happened in a scenario, as {@code video-source viewers --truth} writes it.
 *
 * @param run about the whole run
 * @param rows of the KPI tables and of {@code sessions}
 */
public record Truth(JsonNode run, KpiRows rows) {

    public static Truth of(ViewerScenario scenario) {
        KpiRows rows = new KpiRows();
        JsonNode run = Json.mapper().createObjectNode();
        try {
            for (String line : AudienceTruth.of(scenario).lines()) {
                ObjectNode row = Json.mapper().readValue(line, ObjectNode.class);
                switch (row.path("row").asText()) {
                    case "run" -> run = row;
                    case "kpi" -> rows.add(row.remove("table").asText(), row);
                    case "session" -> rows.add(KpiRows.SESSIONS, row);
                    default -> throw new IOException("a row of unknown kind: " + line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the truth cannot be read: " + e.getMessage(), e);
        }
        return new Truth(run, rows);
    }
}
