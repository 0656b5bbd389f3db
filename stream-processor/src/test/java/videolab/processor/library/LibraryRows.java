package videolab.processor.library;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import videolab.contract.Json;

/** What a library's JSON files hold. */
final class LibraryRows {

    private LibraryRows() {}

    static List<JsonNode> of(Path output, String table) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        try (Stream<Path> files = Files.list(output.resolve("json").resolve(table))) {
            for (Path file : files.toList()) {
                for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    rows.add(Json.mapper().readTree(line));
                }
            }
        }
        return rows;
    }

    /** Sorted, without these columns. */
    static List<String> without(List<String> columns, Path output, String table) throws IOException {
        return of(output, table).stream()
                .map(row -> {
                    ObjectNode rest = row.deepCopy();
                    rest.remove(columns);
                    return Json.line(rest);
                })
                .sorted()
                .toList();
    }
}
