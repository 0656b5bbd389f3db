/** Where KPI rows go, files and a topic, and where records go that are none. Shared by the audience and the CDN side. */
package videolab.processor.kpis;
