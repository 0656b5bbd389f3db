package videolab.source.viewers;

import java.util.List;

/** A player and what its user agent means; no user agent means nothing known. */
record Device(String userAgent, String os, String browser, String deviceClass, String player) {

    static final Device UNKNOWN = new Device(null, "unknown", "unknown", "unknown", "unknown");

    static final Device ROBOT = new Device(
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", null, null, null, null);

    static final List<Device> ALL = List.of(
            new Device(
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                            + " Chrome/126.0.0.0 Safari/537.36",
                    "Windows NT",
                    "Chrome",
                    "Desktop",
                    "web"),
            new Device(
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                            + " Version/17.5 Mobile/15E148 Safari/604.1",
                    "iOS",
                    "Safari",
                    "Phone",
                    "web"),
            new Device(
                    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
                    "Linux",
                    "Firefox",
                    "Desktop",
                    "web"),
            new Device(
                    "AppleCoreMedia/1.0.0.21F79 (Apple TV; U; CPU OS 17_5 like Mac OS X; en_us)",
                    "tvOS",
                    "AVPlayer",
                    "Set-top box",
                    "AVPlayer"),
            new Device(
                    "ExoPlayerDemo/2.19.1 (Linux;Android 14) ExoPlayerLib/2.19.1",
                    "Android",
                    "ExoPlayer",
                    "Phone",
                    "ExoPlayer"),
            new Device("Roku/DVP-13.0 (13.0.0.4024-50)", "Roku OS", "Roku", "Set-top box", "Roku"));

    boolean robot() {
        return this == ROBOT;
    }
}
