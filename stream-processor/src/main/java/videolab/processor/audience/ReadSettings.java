package videolab.processor.audience;

import java.io.Serializable;
import videolab.cli.KafkaSettings;

/**
 * What an executor needs to read events.
 *
 * @param kafka how to reach the broker that takes what is rejected
 * @param geo file of a MaxMind database, null for none
 * @param salt of the viewers' hashes, hexadecimal
 * @param keepAddresses whether session rows name the viewer's address
 */
public record ReadSettings(KafkaSettings kafka, String geo, String salt, boolean keepAddresses)
        implements Serializable {

    @Override
    public String toString() {
        return "ReadSettings[geo=" + geo + "]"; // the salt is a secret
    }
}
