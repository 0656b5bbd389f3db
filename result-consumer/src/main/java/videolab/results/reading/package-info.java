/**
 * Reads the topics that the lab writes: one {@link videolab.results.reading.RecordReader} for any number of topics, a
 * decoder from {@link videolab.results.reading.Decoders} for each kind of record, and what counts and collects them.
 */
package videolab.results.reading;
