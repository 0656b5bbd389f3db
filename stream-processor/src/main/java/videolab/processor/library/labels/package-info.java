/** Label detectors: what is in one picture, by names, confidence and boxes. */
package videolab.processor.library.labels;
