/** Player events to audience KPIs: what a session does is plain Java; {@code AudiencePipeline} alone knows Spark. */
package videolab.processor.audience;
