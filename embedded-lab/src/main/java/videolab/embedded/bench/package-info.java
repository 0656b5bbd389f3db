/** How fast, how late and how large: measured with the broker in the same JVM. */
package videolab.embedded.bench;
