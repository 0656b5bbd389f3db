/** The local file system without helper processes, and settings for many small files. */
package videolab.processor.spark.files;
