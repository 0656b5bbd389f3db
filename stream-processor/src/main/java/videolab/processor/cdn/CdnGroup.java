package videolab.processor.cdn;

import java.util.List;
import videolab.contract.KpiColumns;

/**
 * A window and all dimensions of its requests.
 *
 * @param startMs of the window, epoch milliseconds
 */
record CdnGroup(
        long startMs, String cdn, String pop, String host, String objectClass, String country, double samplingRate) {

    static final String UNKNOWN = "unknown";

    /** The values of a table's dimensions. */
    List<String> dimensions(String table) {
        return KpiColumns.CDN_TABLES.get(table).stream().map(this::dimension).toList();
    }

    private String dimension(String name) {
        return switch (name) {
            case "cdn" -> cdn;
            case "pop" -> pop;
            case "host" -> host;
            case "object_class" -> objectClass;
            case "country" -> country;
            default -> throw new IllegalArgumentException("CDN tables have no dimension " + name);
        };
    }
}
