package videolab.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CameraIdTest {

    @Test
    void textIsTheId() {
        assertThat(CameraId.of("Tür 3".getBytes(UTF_8))).isEqualTo("Tür 3");
        assertThat(CameraId.of("../../etc/passwd".getBytes(UTF_8))).isEqualTo("../../etc/passwd");
        assertThat(CameraId.of("x".repeat(64).getBytes(UTF_8))).isEqualTo("x".repeat(64));
    }

    @Test
    void aFrameWithoutAKeyHasACamera() {
        assertThat(CameraId.of(null)).isEqualTo("camera-0");
        assertThat(CameraId.of(new byte[0])).isEqualTo("camera-0");
    }

    /** Kafka's integer serializers: 3 is control characters, 200 is not UTF-8. */
    @Test
    void whatIsNotTextIsHexadecimal() {
        assertThat(CameraId.of(new byte[] {0, 0, 0, 3})).isEqualTo("00000003");
        assertThat(CameraId.of(new byte[] {0, 0, 0, (byte) 200})).isEqualTo("000000c8");
        assertThat(CameraId.of("a\u001b[2J".getBytes(UTF_8))).isEqualTo("611b5b324a");
        assertThat(CameraId.of("  ".getBytes(UTF_8))).isEqualTo("2020");
    }

    @Test
    void aLongKeyKeepsItsHeadAndStaysUnique() {
        String url = "rtsp://user@192.0.2.7:554/cam/realmonitor?channel=1&subtype=0&unicast=true";

        String id = CameraId.of(url.getBytes(UTF_8));
        assertThat(id).hasSize(64).startsWith(url.substring(0, 47) + "-").matches(".*-[0-9a-f]{16}");
        assertThat(CameraId.of((url + "1").getBytes(UTF_8))).isNotEqualTo(id);
        assertThat(CameraId.of(new byte[40])).isEqualTo("0".repeat(47) + "-2c34ce1df23b838c");
    }

    /** Java's strings hold it as two. */
    @Test
    void anEmojiIsOneCharacter() {
        assertThat(CameraId.of("📷".repeat(64).getBytes(UTF_8))).isEqualTo("📷".repeat(64));
        assertThat(CameraId.of("📷".repeat(65).getBytes(UTF_8))).startsWith("📷".repeat(47) + "-");
    }
}
