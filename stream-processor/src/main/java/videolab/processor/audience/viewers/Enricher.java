package videolab.processor.audience.viewers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** Addresses and user agents to viewers. Thread-safe: one for a JVM, closed by who made it, and {@code geo} with it. */
public final class Enricher implements AutoCloseable {

    /** About 10 MiB. */
    private static final int CACHED_ADDRESSES = 50_000;

    /** A longer header is no address, or a list whose first one is shorter. */
    private static final int ADDRESS_CHARACTERS = 64;

    private final Geo geo;
    private final Devices devices = new Devices();
    private final Cache<String, Place> places = Caffeine.newBuilder()
            .maximumSize(CACHED_ADDRESSES)
            .executor(Runnable::run)
            .build();

    public Enricher(Geo geo) {
        this.geo = geo;
    }

    /**
     * @param address as a collector wrote it, null where it did not; it is not kept beyond a cache in memory
     * @param userAgent as the player sent it, null where it did not
     */
    public Viewer viewer(String address, String userAgent) {
        Place place = place(address);
        Device device = devices.device(userAgent);
        return new Viewer(
                place.country(),
                place.region(),
                device.os(),
                device.browser(),
                device.deviceClass(),
                device.player(),
                device.bot());
    }

    private Place place(String address) {
        if (address == null || address.isEmpty()) {
            return Place.UNKNOWN;
        }
        String key = address.length() > ADDRESS_CHARACTERS ? address.substring(0, ADDRESS_CHARACTERS) : address;
        Place cached = places.getIfPresent(key);
        if (cached != null) {
            return cached;
        }
        Place place = geo.lookup(key);
        places.put(key, place);
        return place;
    }

    @Override
    public void close() {
        geo.close();
    }
}
