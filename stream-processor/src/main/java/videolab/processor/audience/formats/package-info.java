/** What players send, in any of its formats, to {@code PlayerEvent}: bytes of strangers in, an event or a reason out. */
package videolab.processor.audience.formats;
