/** Pictures to faces: decoding, detectors, expressions, crops. Plain Java over OpenCV; no Spark, no Kafka. */
package videolab.processor.vision;
