package videolab.embedded.audience;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import videolab.contract.KpiColumns;

/** Rows of {@code docs/kpis.md} by table and key, as JSON, whoever wrote them. */
public final class KpiRows {

    public static final String SESSIONS = KpiColumns.SESSIONS;

    private final Map<Key, JsonNode> rows = new TreeMap<>();
    private final List<Key> repeated = new ArrayList<>();

    /** What identifies a row; {@code windowStart} is empty for a session. */
    record Key(String table, String windowStart, String dimensions) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byTable = table.compareTo(other.table);
            int byWindow = byTable == 0 ? windowStart.compareTo(other.windowStart) : byTable;
            return byWindow == 0 ? dimensions.compareTo(other.dimensions) : byWindow;
        }
    }

    /** Adds a row; the last one of a key counts, and the key is noted as repeated. */
    public void add(String table, JsonNode row) {
        Key key = key(table, row);
        if (rows.put(key, row) != null) {
            repeated.add(key);
        }
    }

    public int size() {
        return rows.size();
    }

    public long count(String table) {
        return rows.keySet().stream().filter(key -> key.table().equals(table)).count();
    }

    /** The sum of a column over a table. */
    public long sum(String table, String column) {
        return rows.entrySet().stream()
                .filter(row -> row.getKey().table().equals(table))
                .mapToLong(row -> row.getValue().path(column).asLong())
                .sum();
    }

    /** The rows of a table, by window or by session. */
    public List<JsonNode> rows(String table) {
        return rows.entrySet().stream()
                .filter(row -> row.getKey().table().equals(table))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Keys that were added more than once. */
    List<Key> repeated() {
        return repeated;
    }

    JsonNode get(Key key) {
        return rows.get(key);
    }

    /** All rows of windows. */
    public void forEachWindow(Consumer<JsonNode> handler) {
        rows.forEach((key, row) -> {
            if (!key.table().equals(SESSIONS)) {
                handler.accept(row);
            }
        });
    }

    void forEach(BiConsumer<Key, JsonNode> handler) {
        rows.forEach(handler);
    }

    private static Key key(String table, JsonNode row) {
        if (table.equals(SESSIONS)) {
            // An id may have several sessions, one after the other.
            return new Key(
                    table,
                    "",
                    row.path("session").asText() + "|" + row.path("started_at").asText());
        }
        List<String> dimensions = KpiColumns.AUDIENCE_TABLES.get(table);
        if (dimensions == null) {
            throw new IllegalArgumentException("no table of docs/kpis.md: " + table);
        }
        String values = dimensions.stream()
                .map(name -> row.path(name).asText("unknown"))
                .collect(Collectors.joining("|"));
        return new Key(table, row.path("window_start").asText(), values);
    }
}
