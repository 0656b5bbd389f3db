/** Runs the lab in this JVM: broker, Spark, services, cameras and simulated viewers. */
package videolab.embedded.run;
