/** Joins the parts of a video to its rows, by the names and units of Rekognition's {@code GetLabelDetection}. */
package videolab.processor.library.assembly;
