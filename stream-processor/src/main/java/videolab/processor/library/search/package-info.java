/** Searches in a library's output, without Spark: a search ends before Spark would have started. */
package videolab.processor.library.search;
