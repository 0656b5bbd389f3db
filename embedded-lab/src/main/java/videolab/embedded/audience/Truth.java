package videolab.embedded.audience;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import videolab.contract.Json;

/**
 * What {@code video-source viewers --truth} wrote: what really happened.
 *
 * @param run about the whole run
 * @param rows of the KPI tables and of {@code sessions}
 */
public record Truth(JsonNode run, KpiRows rows) {

    public static Truth read(Path file) {
        KpiRows rows = new KpiRows();
        JsonNode run = Json.mapper().createObjectNode();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ObjectNode row = Json.mapper().readValue(line, ObjectNode.class);
                switch (row.path("row").asText()) {
                    case "run" -> run = row;
                    case "kpi" -> rows.add(row.remove("table").asText(), row);
                    case "session" -> rows.add(KpiRows.SESSIONS, row);
                    default -> throw new IOException("a row of unknown kind: " + line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the truth " + file + " cannot be read: " + e.getMessage(), e);
        }
        return new Truth(run, rows);
    }
}
