package videolab.processor.kpis;

import java.io.Serializable;
import java.util.Optional;
import java.util.Set;
import videolab.cli.KafkaSettings;

/**
 * Where KPI rows go.
 *
 * @param kafka how to reach Kafka
 * @param topic the topic of the rows
 * @param root folder of the files, any Hadoop filesystem; empty writes none
 * @param formats of the files, not empty
 */
public record KpiStoreSettings(KafkaSettings kafka, String topic, Optional<String> root, Set<FileFormat> formats)
        implements Serializable {

    public KpiStoreSettings {
        formats = Set.copyOf(formats);
    }
}
