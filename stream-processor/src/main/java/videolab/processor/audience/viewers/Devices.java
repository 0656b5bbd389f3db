package videolab.processor.audience.viewers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import nl.basjes.parse.useragent.UserAgent;
import nl.basjes.parse.useragent.UserAgentAnalyzer;

/**
 * User agents to devices: native players by a short table, the rest by yauaa. Thread-safe.
 *
 * <p>yauaa is opened by the first user agent that the table does not know: 130 MiB of heap and 2.6 s of processor time. A
 * new user agent then takes it 0.4 to 0.7 ms, one thread at a time; a known one comes from the cache.
 */
final class Devices {

    /** Longer ones are cut. */
    private static final int USER_AGENT_CHARACTERS = 512;

    /** More of what makes yauaa slow (512 characters of them a quarter of a second) than any true user agent has. */
    private static final int MARKS = 40;

    /** About 10 MiB when all of them are long. */
    private static final int CACHED_USER_AGENTS = 10_000;

    private static final String BROWSER_PLAYER = "web";

    private static final List<String> TEST_AGENTS = List.of(
            "HeadlessChrome",
            "PhantomJS",
            "Chrome-Lighthouse",
            "PTST/",
            "Cypress/",
            "Playwright/",
            "Puppeteer",
            "SlimerJS",
            "jsdom/");

    private final Cache<String, Device> cache = Caffeine.newBuilder()
            .maximumSize(CACHED_USER_AGENTS)
            .executor(Runnable::run)
            .build();

    private UserAgentAnalyzer yauaa;

    Device device(String userAgent) {
        if (userAgent == null || userAgent.isBlank()) {
            return Device.UNKNOWN;
        }
        String key =
                userAgent.length() > USER_AGENT_CHARACTERS ? userAgent.substring(0, USER_AGENT_CHARACTERS) : userAgent;
        Device cached = cache.getIfPresent(key);
        if (cached != null) {
            return cached;
        }
        Device device = NativePlayers.find(key).orElseGet(() -> isHostile(key) ? Device.UNKNOWN : byYauaa(key));
        cache.put(key, device);
        return device;
    }

    private static boolean isHostile(String userAgent) {
        return userAgent.chars().filter(c -> "([<@;".indexOf(c) >= 0).count() > MARKS;
    }

    private synchronized Device byYauaa(String userAgent) {
        if (yauaa == null) {
            yauaa = open();
        }
        UserAgent parsed = yauaa.parse(userAgent);
        String deviceClass = parsed.getValue(UserAgent.DEVICE_CLASS);
        boolean browser = parsed.getValue(UserAgent.AGENT_CLASS).startsWith("Browser");
        return new Device(
                known(parsed.getValue(UserAgent.OPERATING_SYSTEM_NAME)),
                known(parsed.getValue(UserAgent.AGENT_NAME)),
                known(deviceClass),
                browser ? BROWSER_PLAYER : Viewer.UNKNOWN,
                deviceClass.startsWith("Robot") || isTestAgent(userAgent));
    }

    /** Browsers that a program drives: yauaa takes some of them for people's. */
    private static boolean isTestAgent(String userAgent) {
        return TEST_AGENTS.stream().anyMatch(userAgent::contains);
    }

    private static UserAgentAnalyzer open() {
        return UserAgentAnalyzer.newBuilder()
                .hideMatcherLoadStats()
                .withField(UserAgent.DEVICE_CLASS)
                .withField(UserAgent.OPERATING_SYSTEM_NAME)
                .withField(UserAgent.AGENT_NAME)
                .withField(UserAgent.AGENT_CLASS)
                .withoutCache()
                .withoutClientHintsCache()
                .build();
    }

    /** For garbage and attacks yauaa returns words that are not names of systems. */
    private static String known(String value) {
        return switch (value) {
            case "Unknown", "??", "Hacker" -> Viewer.UNKNOWN;
            default -> value;
        };
    }
}
