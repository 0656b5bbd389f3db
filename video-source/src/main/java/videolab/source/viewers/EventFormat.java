package videolab.source.viewers;

/** How a player writes its events. */
public enum EventFormat {
    EPAS("epas"),
    CMCD2("cmcd2");

    private final String header;

    EventFormat(String header) {
        this.header = header;
    }

    /** The value of the record's header {@code format}. */
    public String header() {
        return header;
    }
}
