/** Reads results and rejects from Kafka, knows repeats and counts: what tail, demo and dashboard have in common. */
package videolab.results.reading;
