package videolab.processor.audience;

import java.nio.file.Path;
import java.util.Optional;
import videolab.cli.KafkaSettings;
import videolab.processor.audience.sessions.SessionRules;
import videolab.processor.kpis.KpiStoreSettings;
import videolab.processor.spark.QueryTrigger;

/**
 * A run of the audience pipeline.
 *
 * @param kafka how to reach Kafka
 * @param topic the topic of player events to read
 * @param checkpoint folder of the query's checkpoint, any Hadoop filesystem
 * @param mostPerTrigger events a batch takes at most
 * @param geo a MaxMind database file; empty leaves country and region unknown
 * @param salt of the viewers' hashes, hexadecimal
 * @param keepAddresses whether session rows name the viewer's address
 */
public record AudienceSettings(
        KafkaSettings kafka,
        String topic,
        QueryTrigger trigger,
        String checkpoint,
        long mostPerTrigger,
        SessionRules rules,
        KpiStoreSettings store,
        Optional<Path> geo,
        String salt,
        boolean keepAddresses) {

    /** What travels to the executors. */
    public ReadSettings reading() {
        return new ReadSettings(kafka, geo.map(Path::toString).orElse(null), salt, keepAddresses);
    }
}
