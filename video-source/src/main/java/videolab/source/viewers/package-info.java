/** Simulated viewers: what they did, what their players told about it, and the KPIs that follow from what they did. */
package videolab.source.viewers;
