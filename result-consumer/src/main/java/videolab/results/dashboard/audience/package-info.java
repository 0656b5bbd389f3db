/** KPI windows as the page shows them. */
package videolab.results.dashboard.audience;
