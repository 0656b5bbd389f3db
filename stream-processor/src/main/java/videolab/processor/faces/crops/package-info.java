/** Stores face crops as files on any Hadoop filesystem, at paths that a replay overwrites. */
package videolab.processor.faces.crops;
