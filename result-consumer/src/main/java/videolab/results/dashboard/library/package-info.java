/** The video library, as {@code ./lab process library} has written it to a folder. */
package videolab.results.dashboard.library;
