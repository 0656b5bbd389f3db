package videolab.embedded.audience;

/**
 * A number that is not what it should be.
 *
 * @param windowStart null in the table {@code sessions}
 * @param dimensions joined by a bar; the session's id in the table {@code sessions}
 * @param column {@code row} where only one side has the row
 * @param expected null where the truth has none
 * @param actual null where the pipeline has none
 */
public record KpiMismatch(
        String table, String windowStart, String dimensions, String column, String expected, String actual) {

    @Override
    public String toString() {
        String place = windowStart == null ? dimensions : windowStart + " [" + dimensions + "]";
        return table + " " + place + " " + column + ": expected " + expected + ", actual " + actual;
    }
}
