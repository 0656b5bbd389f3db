/** The page: a web server over the results, KPIs and frames, and the files that a browser shows them with. */
package videolab.results.dashboard;
