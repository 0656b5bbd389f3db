package videolab.results.reading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @ParameterizedTest
    @ValueSource(strings = {"camera-0", "Küche", "大门", "🎥", "<b>x</b>", "../../etc/passwd", "a b", ""})
    void whatIsSeenAsItselfStays(String text) {
        assertThat(Printable.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[31m",
                "a\r\nb",
                "\u0007",
                "\u007f",
                "\u009b2J",
                "\u202egnp.exe",
                "\u200b",
                "\u2028",
                "\ud800",
                "\ue000",
                "\udb40\udc01"
            })
    void whatMovesTheCursorOrHidesIsEscaped(String text) {
        assertThat(Printable.of(text)).contains("\\u").matches(safe -> safe.codePoints()
                .allMatch(c -> c >= ' ' && c < 127));
    }
}
