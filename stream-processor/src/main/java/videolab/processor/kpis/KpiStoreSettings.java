package videolab.processor.kpis;

import java.io.Serializable;
import java.util.Optional;
import java.util.Set;
import videolab.cli.KafkaSettings;
import videolab.cli.UsageException;

/**
 * Where KPI rows go.
 *
 * @param kafka how to reach Kafka
 * @param topic the topic of the rows
 * @param root folder of the files, any Hadoop filesystem; empty writes none
 * @param formats of the files, not empty
 * @param mostValues how many values of a table's dimensions keep a row in a window; the others are summed
 */
public record KpiStoreSettings(
        KafkaSettings kafka, String topic, Optional<String> root, Set<FileFormat> formats, int mostValues)
        implements Serializable {

    public static final int MOST_VALUES = 1_000;

    public KpiStoreSettings {
        formats = Set.copyOf(formats);
        if (mostValues < 1) {
            throw new UsageException("--max-values", mostValues, "1 or more is expected");
        }
    }

    /** With the usual {@code --max-values}. */
    public KpiStoreSettings(KafkaSettings kafka, String topic, Optional<String> root, Set<FileFormat> formats) {
        this(kafka, topic, root, formats, MOST_VALUES);
    }
}
