package videolab.processor.audience;

import java.io.Serializable;

/**
 * What an executor needs to read events.
 *
 * @param bootstrap address of the Kafka that takes what is rejected
 * @param topic where the events come from, for the rejects
 * @param geo file of a MaxMind database, null for none
 * @param salt of the viewers' hashes, hexadecimal
 * @param keepAddresses whether session rows name the viewer's address
 */
public record ReadSettings(String bootstrap, String topic, String geo, String salt, boolean keepAddresses)
        implements Serializable {

    @Override
    public String toString() {
        return "ReadSettings[topic=" + topic + ", geo=" + geo + "]"; // the salt is a secret
    }
}
