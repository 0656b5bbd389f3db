/** The service that brings frames to Kafka; start reading at {@link videolab.source.VideoSource}. */
package videolab.source;
