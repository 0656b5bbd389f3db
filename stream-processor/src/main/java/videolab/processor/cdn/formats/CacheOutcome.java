package videolab.processor.cdn.formats;

/** Whether a cache answered. */
public enum CacheOutcome {
    HIT,
    /** From the cache, after the origin was asked whether it is still right: a hit, and counted apart as well. */
    REFRESH_HIT,
    MISS,
    /** An error, a redirect, or what must not be cached: in no hit ratio. */
    UNCOUNTED
}
