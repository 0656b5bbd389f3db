/** The KPI tables of the audience and the CDN pipeline: how their columns are computed, and how they are written. */
package videolab.processor.kpis;
