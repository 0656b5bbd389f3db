/** The demo: every part of the lab in one process, scored against what the mock scene knows. */
package videolab.embedded.demo;
