/** One part of one video: decoded once, its samples looked at, its frames compared. No Spark. */
package videolab.processor.library.sampling;
