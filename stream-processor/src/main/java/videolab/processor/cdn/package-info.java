/** Access logs of CDNs to KPIs of delivery: reading and summing is plain Java; {@code CdnPipeline} alone knows Spark. */
package videolab.processor.cdn;
