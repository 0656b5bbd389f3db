/** The video library: stored files in, rows, pictures and charts out. This package runs on Spark; those below do not. */
package videolab.processor.library;
