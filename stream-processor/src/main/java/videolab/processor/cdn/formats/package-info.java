/** The log formats of several CDNs, each to {@link videolab.processor.cdn.CdnRequest}. */
package videolab.processor.cdn.formats;
