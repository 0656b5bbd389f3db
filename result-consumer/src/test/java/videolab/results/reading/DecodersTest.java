package videolab.results.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static videolab.results.Frames.CAMERA;
import static videolab.results.Frames.analyzed;
import static videolab.results.Frames.face;
import static videolab.results.Frames.skipped;

import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.contract.Emotion;
import videolab.contract.FrameResult;
import videolab.contract.Json;

class DecodersTest {

    private static final ResultHandler IGNORING = new ResultHandler() {
        @Override
        public void result(FrameResult result, Instant readAt) {}

        @Override
        public void notice(String sentence) {}
    };

    private static final FrameResult ANALYZED = analyzed(CAMERA, 17, face(0.97, Emotion.HAPPY, 0.94), face(null));

    @Test
    void whatTheProcessorWritesIsAResult() {
        assertThat(decode(Json.bytes(ANALYZED))).isEqualTo(new Decoded.Value<>(ANALYZED));
        assertThat(decode(Json.bytes(skipped(CAMERA, 3)))).isEqualTo(new Decoded.Value<>(skipped(CAMERA, 3)));
    }

    @Test
    void anotherSchemaIsNotReadEvenWhereItsFieldsChangedTheirType() {
        assertThat(decode("{\"schema\":2,\"camera\":{\"id\":7},\"faces\":\"none\"}".getBytes(UTF_8)))
                .isEqualTo(new Decoded.UnknownSchema<>(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "null", "1", "[]", "{}", "{\"schema\":\"1\"}", "{\"schema\":1}", "{\"schema\":1,"})
    void whatIsNoResultIsBroken(String value) {
        assertThat(decode(value.getBytes(UTF_8))).isInstanceOf(Decoded.Broken.class);
        assertThat(decode(null)).isInstanceOf(Decoded.Broken.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"camera-0\" | null",
                "\"1767323045000-17\" | null",
                "\"2026-01-02T03:04:06.700Z\" | null",
                "\"2026-01-02T03:04:06.700Z\" | 99999999999999",
                "\"2026-01-02T03:04:06.700Z\" | \"+200000-01-02T03:04:06.700Z\"",
                "\"2026-01-02T03:04:06.720Z\" | \"yesterday\"",
                "\"happy\" | \"bored\"",
                "{\"x\":10,\"y\":20,\"width\":30,\"height\":40} | null",
                "\"width\":30 | \"width\":-30",
            })
    void aFieldThatReadersNeedAndCannotReadIsBroken(String field, String instead) {
        String json = Json.line(ANALYZED);
        assertThat(json).contains(field);

        assertThat(decode(json.replace(field, instead).getBytes(UTF_8))).isInstanceOf(Decoded.Broken.class);
    }

    @Test
    void damagedBytesNeverThrow() {
        byte[] json = Json.bytes(ANALYZED);
        Random random = new Random(1);
        for (int damage = 0; damage < 20_000; damage++) {
            byte[] damaged = Arrays.copyOf(json, random.nextInt(10) == 0 ? random.nextInt(json.length) : json.length);
            for (int change = random.nextInt(4); change >= 0 && damaged.length > 0; change--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            assertThat(decode(damaged)).isNotNull();
        }
    }

    private static Decoded<FrameResult> decode(byte[] value) {
        return Decoders.results(IGNORING).decode(new ConsumerRecord<>("results", 0, 0, null, value));
    }
}
