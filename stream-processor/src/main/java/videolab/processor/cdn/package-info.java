/** Access logs of CDNs to KPIs of delivery: the formats are plain Java. */
package videolab.processor.cdn;
