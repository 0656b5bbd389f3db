/** Counts of faces a frame, added up per camera and minute: what {@code --aggregate-only} tells instead of faces. */
package videolab.processor.faces.minutes;
