/** How the work is cut into tasks. No Spark. */
package videolab.processor.library.planning;
