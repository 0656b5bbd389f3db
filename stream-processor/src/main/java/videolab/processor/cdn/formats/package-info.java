/** The log formats of several CDNs, each to {@link CdnRequest}. */
package videolab.processor.cdn.formats;
