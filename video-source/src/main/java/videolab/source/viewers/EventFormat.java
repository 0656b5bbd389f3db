package videolab.source.viewers;

/** How a player writes its events. */
public enum EventFormat {
    EPAS("epas"),
    /** With each request of the player, as an access log has it. */
    CMCD1("cmcd1"),
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
