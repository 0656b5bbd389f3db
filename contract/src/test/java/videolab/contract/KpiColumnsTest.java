package videolab.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import videolab.contract.KpiColumns.Column;

/** {@code docs/kpis.md} names exactly the columns that are written, with their types. */
class KpiColumnsTest {

    private static final Pattern NAME = Pattern.compile("`([a-z_0-9]+)`");

    @Test
    void theAudienceTablesAreDocumented() throws IOException {
        assertDocumented("## `audience-kpis`", KpiColumns.WINDOW_HEAD, KpiColumns.AUDIENCE);
    }

    @Test
    void theSessionTableIsDocumented() throws IOException {
        assertDocumented("## `sessions`", KpiColumns.SESSION_HEAD, KpiColumns.SESSION);
    }

    @Test
    void theCdnTablesAreDocumented() throws IOException {
        assertDocumented("## `cdn-kpis`", KpiColumns.WINDOW_HEAD, KpiColumns.CDN);
    }

    @Test
    void aTableHasItsHeadItsDimensionsAndItsMeasures() {
        assertThat(KpiColumns.of("geo").stream().map(Column::name))
                .startsWith(
                        "schema", "table", "window_start", "window_end", "emitted_at", "country", "region", "events")
                .endsWith("small_sample")
                .doesNotHaveDuplicates();
        assertThatThrownBy(() -> KpiColumns.of("nowhere")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aNameThatIsNoColumnIsAnError() {
        assertThat(KpiColumns.measure("play_ms").unit()).isEqualTo(KpiColumns.Unit.MILLISECONDS);
        assertThatThrownBy(() -> KpiColumns.measure("plays_ms")).hasMessageContaining("plays_ms");
    }

    private static void assertDocumented(String heading, List<Column> head, List<Column> columns) throws IOException {
        Map<String, String> expected = new LinkedHashMap<>();
        Stream.concat(head.stream(), columns.stream()).forEach(column -> expected.put(column.name(), type(column)));
        assertThat(documented(heading)).containsExactlyInAnyOrderEntriesOf(expected);
    }

    private static String type(Column column) {
        return switch (column.type()) {
            case INT -> "int";
            case LONG -> "long";
            case DOUBLE -> "double";
            case TEXT -> "string";
            case FLAG -> "boolean";
            case INSTANT -> "timestamp";
            case LONGS -> "long[]";
            case BINARY -> "binary";
        };
    }

    /** Names and types of a section's table with the columns name, type, meaning. */
    private static Map<String, String> documented(String heading) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../docs/kpis.md"));
        Map<String, String> columns = new LinkedHashMap<>();
        boolean inSection = false;
        boolean inTable = false;
        for (String line : lines) {
            if (line.startsWith("## ")) {
                inSection = line.startsWith(heading);
            }
            inTable = inSection && line.startsWith("|") && (inTable || line.startsWith("| column | type |"));
            if (!inTable || line.startsWith("| column") || line.startsWith("|---")) {
                continue;
            }
            String[] cells = line.split("\\|", -1);
            List<String> names = new ArrayList<>();
            for (Matcher name = NAME.matcher(cells[1]); name.find(); ) {
                names.add(name.group(1));
            }
            List<String> types = Stream.of(cells[2].split(","))
                    .map(type -> type.strip().replaceFirst("\\[\\d+]", "[]").split(" ")[0])
                    .toList();
            for (int i = 0; i < names.size(); i++) {
                columns.put(names.get(i), types.get(types.size() == names.size() ? i : 0));
            }
        }
        return columns;
    }
}
