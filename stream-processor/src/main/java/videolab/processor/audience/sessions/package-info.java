/** What happens in a viewing session, as a state machine over plain records; no Spark, no Kafka. */
package videolab.processor.audience.sessions;
