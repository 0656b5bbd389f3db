/** The audience pipeline, run beside an embedded broker, and its KPIs compared with what is known to be true. */
package videolab.embedded.audience;
