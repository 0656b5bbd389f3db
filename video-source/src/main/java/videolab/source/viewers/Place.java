package videolab.source.viewers;

import java.util.List;

/** An address of MaxMind's public test database and where it is. */
record Place(String address, String country, String region) {

    static final Place UNKNOWN = new Place(null, "unknown", "unknown");

    static final List<Place> ALL = List.of(
            new Place("81.2.69.160", "GB", "ENG"),
            new Place("216.160.83.56", "US", "WA"),
            new Place("89.160.20.112", "SE", "E"),
            new Place("175.16.199.1", "CN", "22"),
            new Place("67.43.156.1", "BT", "unknown"),
            new Place("2001:218::1", "JP", "unknown"));
}
