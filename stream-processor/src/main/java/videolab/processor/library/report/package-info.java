/** Charts, tables and a page of a library's output. No Spark. */
package videolab.processor.library.report;
