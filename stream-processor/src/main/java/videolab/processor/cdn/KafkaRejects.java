package videolab.processor.cdn;

import videolab.cli.KafkaSettings;
import videolab.processor.kafka.Rejects;

/** The producer of the JVM that reads. */
record KafkaRejects(KafkaSettings kafka) implements RejectTarget {

    @Override
    public void send(String topic, int partition, long offset, byte[] key, byte[] value, String reason) {
        Rejects.at(kafka).send(topic, partition, offset, key, value, reason);
    }

    @Override
    public void flush() {
        Rejects.at(kafka).flush();
    }
}
