/** The library's output: tables as Parquet and JSON, pictures, metadata, and the index that searches read. No Spark. */
package videolab.processor.library.store;
