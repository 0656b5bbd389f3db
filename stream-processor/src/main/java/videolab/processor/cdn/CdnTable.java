package videolab.processor.cdn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The tables: one for each question, instead of one with every combination. */
enum CdnTable {
    OVERALL,
    POP("cdn", "pop"),
    HOST("host"),
    CLASS("object_class"),
    GEO("country");

    private final List<String> dimensions;

    CdnTable(String... dimensions) {
        this.dimensions = List.of(dimensions);
    }

    String tableName() {
        return "cdn-" + name().toLowerCase(Locale.ROOT);
    }

    /** Names of its columns. */
    List<String> dimensions() {
        return dimensions;
    }

    /** A group's values of them. */
    List<String> valuesOf(CdnGroup group) {
        return switch (this) {
            case OVERALL -> List.of();
            case POP -> List.of(group.cdn(), group.pop());
            case HOST -> List.of(group.host());
            case CLASS -> List.of(group.objectClass());
            case GEO -> List.of(group.country());
        };
    }

    /** Columns of the Kafka key. */
    List<String> key() {
        List<String> key = new ArrayList<>(Arrays.asList("window_start", "table"));
        key.addAll(dimensions);
        return key;
    }
}
