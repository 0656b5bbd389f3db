/** The whole lab in one JVM: a real broker, Spark, the sources and the readers. */
package videolab.embedded;
