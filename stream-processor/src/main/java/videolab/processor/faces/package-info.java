/**
 * Finds faces in camera frames: {@code FrameAnalyzer} analyzes one frame and imports neither Spark nor Kafka; {@code
 * FacesPipeline} runs it on Spark.
 */
package videolab.processor.faces;
