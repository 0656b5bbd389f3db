/** Evaluations: one part of the lab against labelled data. */
package videolab.embedded.eval;
