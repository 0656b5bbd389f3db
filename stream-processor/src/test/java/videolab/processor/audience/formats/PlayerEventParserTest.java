package videolab.processor.audience.formats;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static videolab.processor.audience.formats.Values.cmcd2;
import static videolab.processor.audience.formats.Values.epas;
import static videolab.processor.audience.formats.Values.parse;
import static videolab.processor.audience.formats.Values.reason;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlayerEventParserTest {

    private static final List<String> VALID = List.of(
            epas("'event': 'metadata', 'playhead': 1.5, 'duration': 60, 'payload': {'contentId': 'c', 'live': false}"),
            epas("'event': 'bitrate_changed', 'payload': {'bitrate': 3200}"),
            cmcd2("e=ps,sta=p,br=(3200;v 128;a),cid='a,b',ec=('1' '2')") + "\n" + cmcd2("e=t,bg,msd=7"),
            "https://cdn.example/a?CMCD=bl%3D2100%2Cbr%3D3200%2Csid%3D%22s-1%22%2Csu",
            "CMCD-Object: br=3200\nCMCD-Session: sid=\"s-1\"\n");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "  {} | EPAS",
                "\uFEFF{} | EPAS",
                "[[[ | EPAS",
                "CMCD=sid%3D%22a%22 | CMCD1",
                "/seg.m4s?x=1&CMCD=sid%3D%22a%22 | CMCD1",
                "CMCD-Session: sid=\"a\" | CMCD1",
                "cmcd-session: sid=\"a\" | CMCD1",
                "sid=\"a\",ts=1,e=rr,url=\"https://a/b?CMCD=bl%3D1\" | CMCD2",
                "hello | CMCD2"
            })
    void aValueWithoutAHeaderShowsItsFormat(String value, EventFormat format) {
        assertThat(EventFormat.sniff(value.getBytes(UTF_8))).isEqualTo(format);
    }

    @Test
    void formatsHaveWireNames() {
        for (EventFormat format : EventFormat.values()) {
            assertThat(EventFormat.of(format.wireName())).isEqualTo(format);
        }
        assertThatThrownBy(() -> EventFormat.of("EPAS"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("epas, cmcd1, cmcd2");
    }

    @Test
    void aSaidFormatIsTheFormat() {
        assertThat(reason("sid=\"s-1\"", EventFormat.EPAS)).startsWith("broken JSON");
    }

    @Test
    void nothingIsRejected() {
        assertThat(reason("", null)).isEqualTo("empty value");
        assertThat(parse((byte[]) null, null)).containsExactly(new Parsed.Rejected("empty value"));
        assertThat(reason(" \n", EventFormat.EPAS)).isEqualTo("empty value");
    }

    @Test
    void readsUtf16Json() {
        assertThat(parse(VALID.get(0).getBytes(UTF_16LE), EventFormat.EPAS))
                .allMatch(Parsed.Accepted.class::isInstance);
    }

    @Test
    void aHugeValueIsNotLookedInto() {
        assertThat(reason("x".repeat(PlayerEventParser.MAX_BYTES + 1), null))
                .isEqualTo("a value of 10485761 bytes, more than 10485760");
    }

    /** Ten megabytes of any of them take well under a second; one that is quadratic takes hours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "{",
                "(",
                "\"",
                "\\",
                "%",
                "%25",
                "a=(",
                "a=\n",
                "CMCD=",
                "CMCD-Object: a\n",
                "a;",
                ",",
                "a=\"\\\"\","
            })
    void megabytesOfTheSameTakeLinearTime(String piece) {
        byte[] value = piece.repeat(10_000_000 / piece.length()).getBytes(UTF_8);
        for (EventFormat format : EventFormat.values()) {
            long start = processorNanos();
            assertThat(parse(value, format)).hasSize(1).allMatch(Parsed.Rejected.class::isInstance);
            assertThat(Duration.ofNanos(processorNanos() - start)).isLessThan(Duration.ofSeconds(20));
        }
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Bytes come from strangers: whatever they are, the answers are events and reasons. */
    @Test
    void neverFailsOnDamagedValues() {
        Random random = new Random(1);
        String spice = "\"'\\{}[](),;=:%?&\n\u00e9 019-.eE\u0000";
        for (int i = 0; i < 60_000; i++) {
            byte[] valid = VALID.get(random.nextInt(VALID.size())).getBytes(UTF_8);
            byte[] damaged = Arrays.copyOf(valid, 1 + random.nextInt(valid.length + 3));
            for (int changes = random.nextInt(6); changes > 0; changes--) {
                damaged[random.nextInt(damaged.length)] = random.nextInt(4) == 0
                        ? (byte) random.nextInt()
                        : (byte) spice.charAt(random.nextInt(spice.length()));
            }
            EventFormat format = random.nextBoolean() ? null : EventFormat.values()[random.nextInt(3)];

            List<Parsed> parsed = parse(damaged, format);

            assertThat(parsed).isNotEmpty();
            for (Parsed one : parsed) {
                if (one instanceof Parsed.Rejected rejected) {
                    assertThat(rejected.reason()).isNotBlank().hasSizeLessThan(160);
                }
            }
        }
    }
}
