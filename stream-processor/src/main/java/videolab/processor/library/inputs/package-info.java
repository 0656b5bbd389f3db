/** Which files are worked, on any filesystem that Hadoop knows, and how their bytes are read. No Spark. */
package videolab.processor.library.inputs;
