/** The command line of those who read results. */
package videolab.results;
