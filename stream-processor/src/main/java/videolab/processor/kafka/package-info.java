/** Kafka as the pipelines use it: the columns of a record, the source, the rejects topic. */
package videolab.processor.kafka;
