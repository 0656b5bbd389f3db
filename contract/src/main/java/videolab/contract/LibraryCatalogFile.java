package videolab.contract;

/** The file in a library's output that lists its videos, shots and segments; {@code docs/library.md} has its shape. */
public final class LibraryCatalogFile {

    public static final String NAME = "catalog.json";
    public static final int SCHEMA = 1;

    private LibraryCatalogFile() {}
}
