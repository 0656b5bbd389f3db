/** The pipelines as commands. */
package videolab.processor;
