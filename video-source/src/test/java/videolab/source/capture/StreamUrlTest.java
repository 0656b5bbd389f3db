package videolab.source.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.cli.UsageException;

class StreamUrlTest {

    @ParameterizedTest
    @CsvSource({
        "rtsp://camera.local/live, rtsp://camera.local/live",
        "rtsp://front_door:8554/live, rtsp://front_door:8554/live",
        "rtsp://[fe80::1%eth0]:8554/live, rtsp://[fe80::1%eth0]:8554/live",
        "rtsp://user:secret@camera.local:8554/live, rtsp://***@camera.local:8554/live",
        "rtsp://user:se@cr%et@camera.local/live, rtsp://***@camera.local/live",
        "http://10.0.0.7/video.cgi?user=admin&password=secret, http://10.0.0.7/video.cgi?***",
        "HTTPS://user@camera.local/, HTTPS://***@camera.local/",
        "http://10.0.0.7/video.cgi?user=admin@home&password=secret, http://***",
        "rtsp://user:1/2#secret@camera.local/live, rtsp://***@camera.local/live",
    })
    void whatIsLoggedHoldsNoSecret(String url, String shown) {
        assertThat(StreamUrl.parse(url)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://user:secret@host/x",
                "file:///etc/passwd",
                "camera.local/live",
                "",
                "rtsp:/camera.local/live",
                "rtsp://",
                "http://user:secret@",
                "rtsp://bad host/",
                "rtsp://user:secret#1@camera.local/live",
                "rtsp://user:1#secret@camera.local/live",
                "rtsp://user:secret?1@camera.local/live",
                "rtsp://user:1?secret@camera.local/live",
                "rtsp://user:secret/1#2@camera.local/live",
                "user:secret@camera.local/live"
            })
    void whatIsNoCameraAddressIsRefusedWithoutItsSecret(String url) {
        assertThatThrownBy(() -> StreamUrl.parse(url))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is expected")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aPasswordThatCutsTheHostOffIsToldToBeEncoded() {
        assertThatThrownBy(() -> StreamUrl.parse("rtsp://user:1#2@camera.local/live"))
                .hasMessageContaining("'rtsp://***@camera.local/live'")
                .hasMessageContaining("%23");
    }

    @Test
    void anotherSchemeIsToldWhichAreAccepted() {
        assertThatThrownBy(() -> StreamUrl.parse("rtmp://host/x"))
                .hasMessageContaining("http://, https://, rtsp://, rtsps://");
    }
}
