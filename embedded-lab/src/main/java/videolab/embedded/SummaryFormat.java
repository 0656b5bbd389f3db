package videolab.embedded;

/** How a command ends: {@code --summary}. */
public enum SummaryFormat {
    /** Lines for a person. */
    TEXT,
    /** One JSON object as the last line of standard output. */
    JSON
}
