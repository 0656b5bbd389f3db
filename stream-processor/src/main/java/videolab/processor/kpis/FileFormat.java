package videolab.processor.kpis;

/** How KPI rows are written to files; the {@code --format} option. */
public enum FileFormat {
    PARQUET,
    JSON;

    /** Spark's name of it, and the file's extension. */
    String extension() {
        return this == PARQUET ? "parquet" : "json";
    }
}
