package videolab.processor.audience.viewers;

import com.maxmind.db.CHMCache;
import com.maxmind.db.MaxMindDbConstructor;
import com.maxmind.db.MaxMindDbParameter;
import com.maxmind.db.Reader;
import com.maxmind.db.Reader.FileMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.UsageException;
import videolab.contract.Addresses;

/**
 * Countries and regions of addresses, from a City or Country database in MaxMind's format, such as GeoLite2 and DB-IP Lite.
 * Thread-safe. The file is mapped, not read: replace it by rename, never in place.
 */
public final class Geo implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Geo.class);

    private static final String ACCEPTED =
            "it takes a City or Country database in MaxMind's format (.mmdb), such as DB-IP"
                    + " Lite or GeoLite2; without --geo, countries are '" + Viewer.UNKNOWN + "'";

    /** Read whole at the start, so that a broken file is found by who named it and not in the middle of the night. */
    private static final List<String> SAMPLES =
            List.of("1.1.1.1", "8.8.8.8", "81.2.69.160", "203.0.113.1", "2001:4860:4860::8888", "2a00::1");

    private final Reader reader;
    private final AtomicLong broken = new AtomicLong();

    private Geo(Reader reader) {
        this.reader = reader;
    }

    /** Knows no place. */
    public static Geo none() {
        return new Geo(null);
    }

    /** @throws UsageException when there is no such file, or none that can be used */
    public static Geo open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UsageException("--geo", file, "there is no such file; " + ACCEPTED);
        }
        Reader reader;
        try {
            reader = new Reader(file.toFile(), FileMode.MEMORY_MAPPED, new CHMCache());
        } catch (IOException | RuntimeException e) {
            throw new UsageException("--geo", file, "that is not a complete database of this kind; " + ACCEPTED);
        }
        Geo geo = new Geo(reader);
        try {
            geo.check(file);
            return geo;
        } catch (UsageException e) {
            geo.close();
            throw e;
        }
    }

    /** @param address as in {@link Addresses#first} */
    public Place lookup(String address) {
        if (reader == null) {
            return Place.UNKNOWN;
        }
        return Addresses.first(address).map(this::lookup).orElse(Place.UNKNOWN);
    }

    /** Lookups that met an unreadable record. */
    public long brokenLookups() {
        return broken.get();
    }

    private void check(Path file) {
        String type = reader.getMetadata().databaseType();
        if (!type.contains("City") && !type.contains("Country") && !type.contains("Enterprise")) {
            throw new UsageException("--geo", file, "that is a database of type '" + type + "'; " + ACCEPTED);
        }
        try {
            for (String sample : SAMPLES) {
                InetAddress address = Addresses.first(sample).orElseThrow();
                if (isCovered(address)) {
                    reader.get(address, Map.class);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new UsageException("--geo", file, "that database is broken: fetch it again; " + ACCEPTED);
        }
    }

    private Place lookup(InetAddress address) {
        try {
            return read(address);
        } catch (IOException | RuntimeException e) {
            if (broken.getAndIncrement() == 0) {
                // Not the exception: its message names the viewer's address.
                LOG.warn(
                        "the database of --geo has a broken record ({}); its viewers' country is unknown, this is said once",
                        e.getClass().getSimpleName());
            }
            return Place.UNKNOWN;
        }
    }

    private Place read(InetAddress address) throws IOException {
        if (!isCovered(address)) {
            return Place.UNKNOWN;
        }
        Entry entry = reader.get(address, Entry.class);
        return entry == null ? Place.UNKNOWN : entry.place();
    }

    private boolean isCovered(InetAddress address) {
        return !(address instanceof Inet6Address) || reader.getMetadata().ipVersion() == 6;
    }

    @Override
    public void close() {
        if (reader == null) {
            return;
        }
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the database of --geo", e);
        }
    }

    /** What is read of a database's record; the rest is skipped. Public for the reader alone, which makes it by reflection. */
    public record Entry(Area country, List<Area> subdivisions) {

        @MaxMindDbConstructor
        public Entry(
                @MaxMindDbParameter(name = "country") Area country,
                @MaxMindDbParameter(name = "subdivisions") List<Area> subdivisions) {
            this.country = country;
            this.subdivisions = subdivisions;
        }

        Place place() {
            String country = this.country == null ? null : this.country.isoCode();
            Area region = subdivisions == null || subdivisions.isEmpty() ? null : subdivisions.get(0);
            return new Place(orUnknown(country), region == null ? Viewer.UNKNOWN : region.codeOrName());
        }

        private static String orUnknown(String text) {
            return text == null || text.isBlank() ? Viewer.UNKNOWN : text;
        }
    }

    /** A country or a part of one. Public as {@link Entry} is. */
    public record Area(String isoCode, Map<String, String> names) {

        @MaxMindDbConstructor
        public Area(
                @MaxMindDbParameter(name = "iso_code") String isoCode,
                @MaxMindDbParameter(name = "names") Map<String, String> names) {
            this.isoCode = isoCode;
            this.names = names;
        }

        /** DB-IP Lite names its regions and gives them no codes. */
        String codeOrName() {
            String name = names == null ? null : names.get("en");
            return Entry.orUnknown(isoCode == null ? name : isoCode);
        }
    }
}
