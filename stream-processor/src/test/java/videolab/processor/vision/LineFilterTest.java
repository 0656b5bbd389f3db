package videolab.processor.vision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineFilterTest {

    private final LineFilter filter = new LineFilter(List.of("bad: ".getBytes(UTF_8), "worse".getBytes(UTF_8)));

    @Test
    void dropsLinesThatBeginSo() {
        assertThat(pass("one\nbad: two\nthree bad: \n\nworse\nba\n")).isEqualTo("one\nthree bad: \n\nba\n");
    }

    @Test
    void whateverPiecesTheyComeIn() {
        assertThat(pass("ba") + pass("d") + pass(": x") + pass("\nfi") + pass("ve\nwor") + pass("ld"))
                .isEqualTo("five\nworld");
    }

    @Test
    void anUnfinishedLineIsNotHeldBack() {
        assertThat(pass("\r 12 %")).isEqualTo("\r 12 %");
        assertThat(pass("\r 13 %")).isEqualTo("\r 13 %");
    }

    private String pass(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return new String(filter.pass(bytes, bytes.length), UTF_8);
    }
}
