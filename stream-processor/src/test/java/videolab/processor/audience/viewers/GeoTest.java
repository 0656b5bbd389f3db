package videolab.processor.audience.viewers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.UsageException;

class GeoTest {

    private static final Path SHARED = Path.of(System.getenv().getOrDefault("VIDEO_LAB_SHARED", "../../shared"));

    @TempDir
    private Path folder;

    @Test
    void knowsCountryAndRegion() {
        try (Geo geo = Geo.open(database("GeoIP2-City-Test.mmdb"))) {
            assertThat(geo.lookup("81.2.69.160")).isEqualTo(new Place("GB", "ENG"));
            assertThat(geo.lookup("81.2.69.160:443")).isEqualTo(new Place("GB", "ENG"));
            assertThat(geo.lookup("216.160.83.56, 10.0.0.1")).isEqualTo(new Place("US", "WA"));
            assertThat(geo.lookup("[2001:218::1]:443").country()).isEqualTo("JP");
            assertThat(geo.lookup("127.0.0.1")).isEqualTo(Place.UNKNOWN);
            assertThat(geo.lookup("localhost")).isEqualTo(Place.UNKNOWN);
            assertThat(geo.lookup("")).isEqualTo(Place.UNKNOWN);
            assertThat(geo.lookup(null)).isEqualTo(Place.UNKNOWN);
            assertThat(geo.brokenLookups()).isZero();
        }
    }

    @Test
    void withoutADatabaseEveryPlaceIsUnknown() {
        try (Geo geo = Geo.none()) {
            assertThat(geo.lookup("81.2.69.160")).isEqualTo(Place.UNKNOWN);
        }
    }

    @Test
    void aRegionWithoutACodeHasItsName() {
        Geo.Area region = new Geo.Area(null, Map.of("en", "Greater London"));

        assertThat(new Geo.Entry(new Geo.Area("GB", null), List.of(region)).place())
                .isEqualTo(new Place("GB", "Greater London"));
        assertThat(new Geo.Entry(null, List.of(new Geo.Area(null, null))).place())
                .isEqualTo(Place.UNKNOWN);
    }

    @Test
    void refusesWhatIsNoDatabaseAndSaysWhatIs() throws IOException {
        Path text = Files.writeString(folder.resolve("text.mmdb"), "hello");

        assertRefused(folder.resolve("absent.mmdb"), "there is no such file");
        assertRefused(folder, "there is no such file");
        assertRefused(text, "not a complete database");
    }

    @Test
    void refusesDatabasesOfAnotherKind() {
        assertRefused(database("GeoLite2-ASN-Test.mmdb"), "of type 'GeoLite2-ASN'");
        assertRefused(database("MaxMind-DB-test-broken-search-tree-24.mmdb"), "of type 'Test'");
    }

    @Test
    void refusesHalfADatabase() throws IOException {
        byte[] whole = Files.readAllBytes(database("GeoIP2-City-Test.mmdb"));

        assertRefused(
                Files.write(folder.resolve("half.mmdb"), Arrays.copyOf(whole, whole.length / 2)),
                "not a complete database");
    }

    @Test
    void refusesADatabaseOfBrokenRecords() {
        assertRefused(database("GeoIP2-City-Test-Broken-Double-Format.mmdb"), "that database is broken");
    }

    /** Where the samples at the start miss the damage: what is broken is unknown, and counted. */
    @Test
    void aBrokenRecordIsAnUnknownPlace() throws IOException {
        byte[] whole = Files.readAllBytes(database("GeoIP2-City-Test.mmdb"));
        Random random = new Random(1);
        long broken = 0;
        for (int i = 0; i < 100; i++) {
            byte[] damaged = whole.clone();
            for (int changes = 200; changes > 0; changes--) {
                damaged[random.nextInt(whole.length - 1_000)] = (byte) random.nextInt(); // metadata is at the end
            }
            Path file = Files.write(folder.resolve(i + ".mmdb"), damaged);
            try (Geo geo = Geo.open(file)) {
                for (String address : List.of("81.2.69.142", "2.125.160.216", "89.160.20.112", "2001:218::1")) {
                    assertThat(geo.lookup(address)).isNotNull();
                }
                broken += geo.brokenLookups();
            } catch (UsageException e) {
                assertThat(e).hasMessageContaining("broken");
            }
        }
        assertThat(broken).isPositive();
    }

    private static void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> Geo.open(file).close())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--geo is '" + file + "'")
                .hasMessageContaining(reason)
                .hasMessageContaining("City or Country");
    }

    private static Path database(String name) {
        Path file = SHARED.resolve("data/geo").resolve(name);
        assumeThat(file).as("MaxMind's test databases beside the checkout").exists();
        return file;
    }
}
