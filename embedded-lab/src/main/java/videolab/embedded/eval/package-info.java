/** Evaluations: one part of the lab against labeled data. */
package videolab.embedded.eval;
