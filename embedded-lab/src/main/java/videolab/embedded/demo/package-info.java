/** The demo: runs the lab in this JVM, measures it, and scores it against the mock scene's truth. */
package videolab.embedded.demo;
