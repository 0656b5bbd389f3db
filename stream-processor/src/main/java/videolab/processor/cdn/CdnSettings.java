package videolab.processor.cdn;

import java.time.Duration;
import java.util.Optional;
import videolab.cli.KafkaSettings;
import videolab.processor.cdn.formats.ReaderSettings;
import videolab.processor.kpis.KpiStoreSettings;
import videolab.processor.spark.QueryTrigger;

/**
 * A run of the CDN pipeline.
 *
 * @param kafka how to reach Kafka
 * @param topic the topic to read
 * @param checkpoint folder of the query's checkpoint, any Hadoop filesystem
 * @param mostPerTrigger records that a batch takes at most
 * @param window length of the windows
 * @param watermark how late a line may come
 * @param files to be read instead of the topic, once
 */
public record CdnSettings(
        KafkaSettings kafka,
        String topic,
        QueryTrigger trigger,
        String checkpoint,
        long mostPerTrigger,
        Duration window,
        Duration watermark,
        ReaderSettings reader,
        KpiStoreSettings store,
        Optional<LogFiles> files) {}
