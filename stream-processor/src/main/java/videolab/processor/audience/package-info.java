/** Player events to audience KPIs: sessions and formats are plain Java. */
package videolab.processor.audience;
