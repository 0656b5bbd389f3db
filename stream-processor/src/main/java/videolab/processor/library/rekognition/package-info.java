/** Labels that Amazon Rekognition finds in stored videos by itself: what it takes, what it costs, and its jobs. No Spark. */
package videolab.processor.library.rekognition;
