package videolab.embedded.audience;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import videolab.embedded.audience.KpiRows.Key;

/**
 * Compares every row with the truth. Counts are equal; summed milliseconds lie within 0.5 %, and so what is divided by them
 * within 1 %; viewers, which are estimated, within 2 %, and exactly below 50. A session's row is exact. Where only one side has
 * a row, the other's counts as all zeros.
 */
public final class KpiComparison {

    private static final double SUM_TOLERANCE = 0.005;
    private static final double RATIO_TOLERANCE = 0.01;
    private static final double ESTIMATE_TOLERANCE = 0.02;
    private static final long ESTIMATED_FROM = 50;

    /** Of a fraction that is kept as a float. */
    private static final double EXACT_FRACTION = 1e-6;

    private static final Set<String> NOT_COMPARED =
            Set.of("row", "schema", "table", "window_start", "emitted_at", "viewers_sketch", "viewer", "session");
    private static final Set<String> FLAGS = Set.of("small_sample");

    /** Not compared by device: what device a robot says it is, is its own invention. */
    private static final String BOTS = "bot_sessions";

    private final Set<String> withoutTables;
    private final Set<String> withoutColumns;

    /**
     * A comparison.
     *
     * @param withoutTables tables that are not compared
     * @param withoutColumns columns that are not compared
     */
    public KpiComparison(Set<String> withoutTables, Set<String> withoutColumns) {
        this.withoutTables = Set.copyOf(withoutTables);
        this.withoutColumns = Set.copyOf(withoutColumns);
    }

    /** The comparison of a pipeline that knows countries, or does not. */
    public static KpiComparison withGeography(boolean known) {
        return known
                ? new KpiComparison(Set.of(), Set.of())
                : new KpiComparison(Set.of("geo"), Set.of("country", "region"));
    }

    /** All differences, in the order of tables and windows. */
    public List<KpiMismatch> compare(KpiRows truth, KpiRows actual) {
        List<KpiMismatch> mismatches = new ArrayList<>();
        truth.forEach((key, expected) -> compare(key, expected, actual.get(key), mismatches));
        actual.forEach((key, row) -> {
            if (truth.get(key) == null) {
                compare(key, null, row, mismatches);
            }
        });
        return mismatches;
    }

    /** The rows of two outputs of one run, which have to be the same in every column. */
    public static List<KpiMismatch> identical(KpiRows one, KpiRows other) {
        List<KpiMismatch> mismatches = new ArrayList<>();
        one.forEach((key, row) -> {
            JsonNode twin = other.get(key);
            if (!row.equals(twin)) {
                mismatches.add(new KpiMismatch(
                        key.table(),
                        key.windowStart(),
                        key.dimensions(),
                        twin == null ? "row" : firstDifference(row, twin),
                        row.toString(),
                        twin == null ? null : twin.toString()));
            }
        });
        other.forEach((key, row) -> {
            if (one.get(key) == null) {
                mismatches.add(
                        new KpiMismatch(key.table(), key.windowStart(), key.dimensions(), "row", null, row.toString()));
            }
        });
        return mismatches;
    }

    /** The one that is furthest off, null if there is none. */
    public static KpiMismatch worst(List<KpiMismatch> mismatches) {
        KpiMismatch worst = null;
        double most = -1;
        for (KpiMismatch mismatch : mismatches) {
            double off = deviation(mismatch);
            if (off > most) {
                most = off;
                worst = mismatch;
            }
        }
        return worst;
    }

    private void compare(Key key, JsonNode expected, JsonNode actual, List<KpiMismatch> mismatches) {
        if (withoutTables.contains(key.table())) {
            return;
        }
        boolean session = key.table().equals(KpiRows.SESSIONS);
        boolean device = key.table().equals("device");
        if (expected == null || actual == null) {
            JsonNode only = expected == null ? actual : expected;
            if (session || !isZero(only, device)) {
                mismatches.add(
                        mismatch(key, "row", expected == null ? null : "a row", actual == null ? null : "a row"));
            }
            return;
        }
        for (String column : columns(expected, actual, session, device)) {
            JsonNode should = expected.path(column);
            JsonNode is = actual.path(column);
            boolean equal = session ? isExact(should, is) : isNear(column, should, is);
            if (!equal) {
                mismatches.add(mismatch(key, column, text(should), text(is)));
            }
        }
    }

    /** Of a session what the truth tells; else also the pipeline's own counts, so that none is without a truth. */
    private Set<String> columns(JsonNode expected, JsonNode actual, boolean session, boolean device) {
        Set<String> columns = new TreeSet<>();
        expected.fieldNames().forEachRemaining(columns::add);
        if (!session) {
            actual.properties().stream()
                    .filter(field -> isNumber(field.getKey(), field.getValue()))
                    .forEach(field -> columns.add(field.getKey()));
        }
        columns.removeAll(NOT_COMPARED);
        if (device) {
            columns.remove(BOTS);
        }
        columns.removeAll(withoutColumns);
        return columns;
    }

    private static boolean isNear(String column, JsonNode should, JsonNode is) {
        if (isRatio(column)) {
            return bothAbsent(should, is)
                    || should.isNumber()
                            && is.isNumber()
                            && isWithin(RATIO_TOLERANCE, should.asDouble(), is.asDouble());
        }
        if (should.isArray() || is.isArray()) {
            return arraysEqual(should, is);
        }
        if (should.isTextual() || should.isBoolean()) {
            return should.asText().equals(is.asText());
        }
        if (column.equals("unique_viewers")) {
            return should.asLong() < ESTIMATED_FROM
                    ? should.asLong() == is.asLong()
                    : isWithin(ESTIMATE_TOLERANCE, should.asDouble(), is.asDouble());
        }
        if (column.endsWith("_ms")) {
            return isWithin(SUM_TOLERANCE, should.asDouble(), is.asDouble());
        }
        return should.asLong() == is.asLong();
    }

    private static boolean isExact(JsonNode should, JsonNode is) {
        if (bothAbsent(should, is)) {
            return true;
        }
        if (should.isNumber() && is.isNumber()) {
            return should.isIntegralNumber() && is.isIntegralNumber()
                    ? should.asLong() == is.asLong()
                    : isWithin(EXACT_FRACTION, should.asDouble(), is.asDouble());
        }
        return should.getNodeType() == is.getNodeType() && should.asText().equals(is.asText());
    }

    private static boolean arraysEqual(JsonNode should, JsonNode is) {
        for (int i = 0; i < Math.max(should.size(), is.size()); i++) {
            if (should.path(i).asLong() != is.path(i).asLong()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWithin(double tolerance, double should, double is) {
        return Math.abs(should - is) <= tolerance * Math.abs(should);
    }

    private static boolean bothAbsent(JsonNode one, JsonNode other) {
        return (one.isMissingNode() || one.isNull()) && (other.isMissingNode() || other.isNull());
    }

    private static boolean isZero(JsonNode row, boolean device) {
        Iterator<String> names = row.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            JsonNode value = row.get(name);
            if (!NOT_COMPARED.contains(name) && !(device && name.equals(BOTS)) && isNumber(name, value)) {
                if (value.isArray() ? !arraysEqual(value, MissingNode.getInstance()) : value.asLong() != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isNumber(String column, JsonNode value) {
        return !isRatio(column) && !FLAGS.contains(column) && (value.isNumber() || value.isArray());
    }

    /** What follows from other columns: compared where the truth has it. */
    private static boolean isRatio(String column) {
        return column.endsWith("_ratio")
                || column.endsWith("_avg_ms")
                || column.endsWith("_avg_kbps")
                || column.equals("stalls_per_hour");
    }

    private static String text(JsonNode value) {
        return value.isContainerNode() ? value.toString() : value.asText(null);
    }

    private static KpiMismatch mismatch(Key key, String column, String expected, String actual) {
        return new KpiMismatch(
                key.table(),
                key.table().equals(KpiRows.SESSIONS) ? null : key.windowStart(),
                key.dimensions(),
                column,
                expected,
                actual);
    }

    private static String firstDifference(JsonNode row, JsonNode twin) {
        for (Iterator<String> names = row.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!row.get(name).equals(twin.path(name))) {
                return name;
            }
        }
        return "row";
    }

    /** How far off, as a share of what is expected; a row too many or too few is further off than any number. */
    private static double deviation(KpiMismatch mismatch) {
        if (mismatch.expected() == null || mismatch.actual() == null) {
            return Double.MAX_VALUE;
        }
        try {
            double should = Double.parseDouble(mismatch.expected());
            return Math.abs(should - Double.parseDouble(mismatch.actual())) / Math.max(1, Math.abs(should));
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
