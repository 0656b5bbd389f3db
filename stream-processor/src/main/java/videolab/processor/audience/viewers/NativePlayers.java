package videolab.processor.audience.viewers;

import java.util.List;
import java.util.Optional;

/**
 * Players that are not browsers, by their user agent. They come before yauaa, which knows some of them by the name of the
 * app around them, and takes the HTTP libraries of apps for robots.
 */
final class NativePlayers {

    private static final String PHONE = "Phone";
    private static final String SET_TOP_BOX = "Set-top box";

    private static final Platform NOWHERE = new Platform("", Viewer.UNKNOWN, Viewer.UNKNOWN);

    /** An app on Android that names no device is taken for one on a phone. */
    private static final Platform ANDROID = new Platform("Android", "Android", PHONE);

    private static final Platform ROKU = new Platform("Roku", "Roku OS", SET_TOP_BOX);

    /** The first that fits; a telephone of Apple says "like Mac OS X", one of Google "Linux". */
    private static final List<Platform> PLATFORMS = List.of(
            new Platform("Apple TV", "tvOS", SET_TOP_BOX),
            new Platform("iPad", "iOS", "Tablet"),
            new Platform("iPhone", "iOS", PHONE),
            new Platform("iPod", "iOS", PHONE),
            new Platform("Mac OS X", "Mac OS", "Desktop"),
            new Platform("Macintosh", "Mac OS", "Desktop"),
            new Platform("Windows", "Windows NT", "Desktop"),
            new Platform("AFT", "FireOS", SET_TOP_BOX),
            new Platform("Android TV", "Android", "TV"),
            new Platform("BRAVIA", "Android", "TV"),
            new Platform("Tizen", "Tizen", "TV"),
            new Platform("Web0S", "WebOS", "TV"),
            ANDROID,
            new Platform("Linux", "Linux", Viewer.UNKNOWN));

    private static final List<Player> PLAYERS = List.of(
            new Player("Roku/", "Roku", ROKU),
            new Player("AppleCoreMedia/", "AVPlayer", NOWHERE),
            new Player("ExoPlayer", "ExoPlayer", ANDROID),
            new Player("AndroidXMedia3/", "ExoPlayer", ANDROID), // its name since 2023
            new Player("stagefright/", "Stagefright", ANDROID),
            new Player("VLC/", "VLC", NOWHERE),
            new Player("Kodi/", "Kodi", NOWHERE),
            new Player("libmpv", "mpv", NOWHERE),
            new Player("mpv ", "mpv", NOWHERE),
            new Player("GStreamer", "GStreamer", NOWHERE),
            new Player("Lavf/", "Lavf", NOWHERE),
            new Player("Uplynk/", "Uplynk", NOWHERE),
            new Player("(dart:io)", "Flutter", NOWHERE), // the HTTP client of every Flutter app
            new Player("okhttp/", "OkHttp", ANDROID)); // last: others use it and say who they are

    /** @param fallback where the user agent does not say on what it runs */
    private record Player(String mark, String name, Platform fallback) {}

    private record Platform(String mark, String os, String deviceClass) {}

    private NativePlayers() {}

    static Optional<Device> find(String userAgent) {
        for (Player player : PLAYERS) {
            if (userAgent.contains(player.mark())) {
                Platform platform = platform(userAgent, player.fallback());
                return Optional.of(
                        new Device(platform.os(), player.name(), platform.deviceClass(), player.name(), false));
            }
        }
        return Optional.empty();
    }

    private static Platform platform(String userAgent, Platform fallback) {
        for (Platform platform : PLATFORMS) {
            if (userAgent.contains(platform.mark())) {
                return platform;
            }
        }
        return fallback;
    }
}
