/** {@code results kpis}: the rows of {@code docs/kpis.md} as tables in a terminal. */
package videolab.results.kpis;
