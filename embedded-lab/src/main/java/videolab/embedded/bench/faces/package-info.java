/** The faces pipeline, measured from its parts upward over one harness; {@code docs/performance.md} explains the figures. */
package videolab.embedded.bench.faces;
