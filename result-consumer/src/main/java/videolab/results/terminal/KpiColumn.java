package videolab.results.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import videolab.results.reading.KpiRow;

/**
 * Something that is shown of a row.
 *
 * @param heading of the column, or name of the number
 * @param column of the row: without it there is nothing to show
 * @param text as it is shown
 */
record KpiColumn(String heading, String column, Function<KpiRow, String> text) {

    /** A column as it is, in its unit. */
    static KpiColumn of(String heading, String column) {
        return new KpiColumn(heading, column, row -> value(row, column));
    }

    /** A number, and in brackets what part of something it is. */
    static KpiColumn share(String heading, String count, String ratio) {
        return new KpiColumn(heading, count, row -> {
            String share = row.number(ratio) == null ? "" : " (" + value(row, ratio) + ")";
            return value(row, count) + share;
        });
    }

    boolean isIn(KpiRow row) {
        return row.fields().has(column);
    }

    private static String value(KpiRow row, String column) {
        JsonNode value = row.fields().path(column);
        return KpiFormat.of(column, value);
    }
}
