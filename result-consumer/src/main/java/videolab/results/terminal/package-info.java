/** Results, minutes, KPIs and rejects in a terminal. */
package videolab.results.terminal;
