/** Parses untrusted payloads into events, or explains why it cannot. */
package videolab.processor.audience.formats;
