/** What address and user agent say about a viewer, offline, and how a viewer's id is hidden. */
package videolab.processor.audience.viewers;
