package videolab.processor.audience.viewers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {

    /** One for all tests: it takes seconds to open. */
    private static final Devices DEVICES = new Devices();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"
                        + " Safari/537.36 | Windows NT | Chrome | Desktop | web",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                        + " Version/17.5 Mobile/15E148 Safari/604.1 | iOS | Safari | Phone | web",
                "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"
                        + " | Linux | Firefox | Desktop | web",
                "AppleCoreMedia/1.0.0.21F79 (Apple TV; U; CPU OS 17_5 like Mac OS X; en_us)"
                        + " | tvOS | AVPlayer | Set-top box | AVPlayer",
                "ExoPlayerDemo/2.19.1 (Linux;Android 14) ExoPlayerLib/2.19.1 | Android | ExoPlayer | Phone | ExoPlayer",
                "Roku/DVP-13.0 (13.0.0.4024-50) | Roku OS | Roku | Set-top box | Roku",
                "AppleCoreMedia/1.0.0.21F79 (iPhone; U; CPU OS 17_5 like Mac OS X; en_us)"
                        + " | iOS | AVPlayer | Phone | AVPlayer",
                "AppleCoreMedia/1.0.0.21F79 (iPad; U; CPU OS 17_5 like Mac OS X; en_us)"
                        + " | iOS | AVPlayer | Tablet | AVPlayer",
                "AppleCoreMedia/1.0.0.23F79 (Macintosh; U; Intel Mac OS X 14_5; en_us)"
                        + " | Mac OS | AVPlayer | Desktop | AVPlayer",
                "MyApp/1.0 (Linux;Android 14) AndroidXMedia3/1.3.1 | Android | ExoPlayer | Phone | ExoPlayer",
                "MyApp/1.0 (Linux; Android 9; AFTMM) ExoPlayerLib/2.18 | FireOS | ExoPlayer | Set-top box | ExoPlayer",
                "stagefright/1.2 (Linux;Android 9) | Android | Stagefright | Phone | Stagefright",
                "Dart/3.5 (dart:io) | unknown | Flutter | unknown | Flutter",
                "okhttp/4.9.0 | Android | OkHttp | Phone | OkHttp",
                "VLC/3.0.20 LibVLC/3.0.20 | unknown | VLC | unknown | VLC",
                "Lavf/60.3.100 | unknown | Lavf | unknown | Lavf",
                "GStreamer souphttpsrc 1.20 libsoup/2.74 | unknown | GStreamer | unknown | GStreamer",
                "Uplynk/1.0 | unknown | Uplynk | unknown | Uplynk",
                "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.79"
                        + " Safari/537.36 WebAppManager | WebOS | LG Browser | TV | web",
                "x'; DROP TABLE | unknown | unknown | unknown | unknown"
            })
    void knowsBrowsersAndPlayers(String userAgent, String os, String browser, String deviceClass, String player) {
        assertThat(DEVICES.device(userAgent)).isEqualTo(new Device(os, browser, deviceClass, player, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36",
                "Mozilla/5.0 (Linux; Android 11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36 PTST/230928",
                "curl/8.1",
                "python-requests/2.31"
            })
    void flagsRobots(String userAgent) {
        assertThat(DEVICES.device(userAgent).bot()).isTrue();
        assertThat(DEVICES.device(userAgent).player()).isEqualTo("unknown");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void whoSaysNothingIsUnknownAndNoRobot(String userAgent) {
        assertThat(DEVICES.device(userAgent)).isEqualTo(Device.UNKNOWN);
    }

    @Test
    void hostileUserAgentsAreUnknownAndCheap() {
        assertThat(DEVICES.device("(".repeat(60_000))).isEqualTo(Device.UNKNOWN);
        assertThat(DEVICES.device("a@b.c ".repeat(20_000))).isEqualTo(Device.UNKNOWN);
        assertThat(DEVICES.device("\u0000\uD800\u202e{{%n}}")).isNotNull();
        assertThat(DEVICES.device("x".repeat(60_000))).isNotNull();
    }

    @Test
    void longUserAgentsOfAppsAreNotHostile() {
        assertThat(DEVICES.device(
                                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
                                        + " Gecko) Mobile/21F90 [FBAN/FBIOS;FBAV/463.1.0.37.105;FBBV/596221477;FBDV/iPhone14,7;"
                                        + "FBMD/iPhone;FBSN/iOS;FBSV/17.5;FBSS/3;FBID/phone;FBLC/en_GB;FBOP/5;FBRV/0]")
                        .os())
                .isEqualTo("iOS");
    }
}
