package videolab.processor.audience;

import videolab.cli.QuietClass;

/**
 * Keeps a line of Spark's off the terminal. Spark's copy of a class of DataSketches prints it when it is loaded, on every
 * Java after 11: a warning of off-heap sketches, which neither Spark nor the lab uses.
 */
final class SketchWarning {

    private SketchWarning() {}

    static void silence() {
        QuietClass.load("org.apache.datasketches.memory.internal.ResourceImpl", "Warning: Java versions");
    }
}
