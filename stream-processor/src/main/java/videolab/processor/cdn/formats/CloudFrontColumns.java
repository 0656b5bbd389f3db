package videolab.processor.cdn.formats;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** CloudFront's fields by the names of Parquet columns, which have no signs but underscores: {@code sc_status}. */
public final class CloudFrontColumns {

    private static final Map<String, String> FIELDS = fields();

    private CloudFrontColumns() {}

    private static Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        CloudFront.readFields().forEach(field -> fields.put(plain(field), field));
        // Two fields have the same letters; in standard logs, which come as Parquet, it is the distribution's.
        fields.put("cs_host", "cs(Host)");
        return fields;
    }

    /** The field that a column holds; null where it is of no interest. */
    public static String fieldOf(String column) {
        return FIELDS.get(plain(column));
    }

    /** Whether fields are enough for a request: a time and a status. */
    public static boolean suffice(Collection<String> fields) {
        return fields.contains("sc-status")
                && (fields.contains("timestamp")
                        || fields.contains("timestamp(ms)")
                        || fields.contains("date") && fields.contains("time"));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("_$", "");
    }
}
