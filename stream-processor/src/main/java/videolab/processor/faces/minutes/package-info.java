/** Sums of faces and expressions per camera and minute: the output of {@code --aggregate-only} instead of faces. */
package videolab.processor.faces.minutes;
