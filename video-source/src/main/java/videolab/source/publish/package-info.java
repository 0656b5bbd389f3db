/** From captured frames to Kafka: capture and sending apart, and no frame lost without being counted. */
package videolab.source.publish;
