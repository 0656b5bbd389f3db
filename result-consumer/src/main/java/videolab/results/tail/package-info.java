/** Results as lines in a terminal. */
package videolab.results.tail;
