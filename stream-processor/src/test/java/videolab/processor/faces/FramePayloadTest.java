package videolab.processor.faces;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.contract.CaptureTime;
import videolab.processor.faces.FramePayload.RawForm;
import videolab.processor.vision.RejectedFrameException;

class FramePayloadTest {

    private static final byte[] JPEG = Pictures.grey("jpg", 20, 10);

    @Test
    void aPictureIsItself() {
        assertThat(of(JPEG)).isEqualTo(new FramePayload(JPEG, null, null, null));
    }

    @Test
    void theFiveBytesOfASchemaRegistryAreTakenOff() {
        assertThat(of(framed(JPEG)).bytes()).isEqualTo(JPEG);
        assertThat(of(framed(new byte[640 * 480 * 3])).raw()).isEqualTo(new RawForm(640, 480, 3));
        assertThat(of(framed(json(20, 10, "16", JPEG))).bytes()).isEqualTo(JPEG);
    }

    @Test
    void otherBytesStayAsTheyAre() {
        byte[] zeros = new byte[100];

        assertThat(of(zeros).bytes()).isSameAs(zeros);
        assertThat(of(new byte[] {0}).raw()).isNull();
        assertThat(of("hello".getBytes(UTF_8)).raw()).isNull();
    }

    @Test
    void onlyWithoutHeadersBytesAreARawFrame() {
        byte[] raw = new byte[640 * 480 * 3];

        assertThat(of(raw).raw()).isEqualTo(new RawForm(640, 480, 3));
        assertThat(FramePayload.of(Records.withHeaders(raw, Records.NOW, "frame-id", "1-1"))
                        .raw())
                .isNull();
    }

    @Test
    void theJsonOfTheTutorialsHoldsPixels() {
        FramePayload payload = of(json(2, 3, "16", new byte[18]));

        assertThat(payload.raw()).isEqualTo(new RawForm(3, 2, 3));
        assertThat(payload.camera()).isEqualTo("vid-01");
        assertThat(CaptureTime.parse(payload.timestamp())).contains(Instant.ofEpochMilli(1_767_323_045_500L));
        assertThat(of(json(2, 3, "0", new byte[6])).raw()).isEqualTo(new RawForm(3, 2, 1));
        assertThat(of(json(2, 3, "24", new byte[24])).raw()).isEqualTo(new RawForm(3, 2, 4));
        assertThat(of(json(2, 3, "\"CV_8UC3\"", new byte[18])).raw()).isEqualTo(new RawForm(3, 2, 3));
        assertThat(of(json(2, 3, "null", new byte[18])).raw()).isEqualTo(new RawForm(3, 2, 3));
    }

    @Test
    void orAnEncodedPicture() {
        assertThat(of(json(10, 20, "16", JPEG)).raw()).isNull();
        assertThat(of(json(10, 20, "16", JPEG)).bytes()).isEqualTo(JPEG);
        String lines = Base64.getMimeEncoder().encodeToString(JPEG).replace("\r\n", "\\n");
        assertThat(of(("{\"data\":\"data:image/jpeg;base64," + lines + "\"}").getBytes(UTF_8))
                        .bytes())
                .isEqualTo(JPEG);
    }

    @Test
    void jsonMayBeginWithSpaceAndWriteItsBase64ForAddresses() {
        String json = "{\"data\":\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(JPEG) + "\"}";

        assertThat(json).containsAnyOf("-", "_");
        assertThat(of(json.getBytes(UTF_8)).bytes()).isEqualTo(JPEG);
        assertThat(of((" \r\n" + json).getBytes(UTF_8)).bytes()).isEqualTo(JPEG);
        assertThat(of(("\uFEFF" + json).getBytes(UTF_8)).bytes()).isEqualTo(JPEG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}",
                "{\"data\": 5}",
                "{\"data\": \"\"}",
                "{\"data\": \"?\"}",
                "{\"rows\": 2, \"cols\": 3, \"type\": 16, \"data\": \"AAAA\"}",
                "{\"rows\": 1, \"cols\": 1, \"type\": 21, \"data\": \"AAAA\"}",
                "{\"rows\": 2147483647, \"cols\": 2147483647, \"type\": 0, \"data\": \"AAAA\"}",
                "{\"rows\": -1, \"cols\": -1, \"data\": \"AAAA\"}",
                "{\"image\": \"AAAA\"}"
            })
    void otherJsonIsRejectedWithWhatIsAccepted(String json) {
        assertThatThrownBy(() -> of(json.getBytes(UTF_8)))
                .isInstanceOf(RejectedFrameException.class)
                .hasMessageStartingWith("JSON ")
                .hasMessageContaining("\"cameraId\"")
                .hasMessageContaining("base64 of BGR pixels");
    }

    static byte[] json(int rows, int columns, String type, byte[] data) {
        return String.format(
                        "{\"cameraId\":\"vid-01\",\"timestamp\":1767323045.5,\"rows\":%d,\"cols\":%d,\"type\":%s,"
                                + "\"data\":\"%s\"}",
                        rows, columns, type, Base64.getEncoder().encodeToString(data))
                .getBytes(UTF_8);
    }

    private static byte[] framed(byte[] bytes) {
        byte[] framed = new byte[bytes.length + 5];
        framed[4] = 7;
        System.arraycopy(bytes, 0, framed, 5, bytes.length);
        return framed;
    }

    private static FramePayload of(byte[] value) {
        return FramePayload.of(new FrameRecord(null, value, Map.of(), 0, 0, Records.NOW));
    }
}
