/** Puts files into an object store, and goes on where an upload was interrupted. */
package videolab.processor.library.upload;
