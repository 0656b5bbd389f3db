package videolab.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import videolab.contract.Box;
import videolab.contract.Emotion;
import videolab.contract.Face;
import videolab.contract.FrameResult;
import videolab.contract.Models;
import videolab.contract.StagesMs;

class DemoPanelTest {

    private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");

    /** One terminal, as for a person: standard output and standard error go to the same screen. */
    private final StringWriter terminal = new StringWriter();

    private final PrintWriter writer = new PrintWriter(terminal);
    private final DemoPanel panel = new DemoPanel(writer, writer, Duration.ofSeconds(60), false);

    @AfterEach
    void close() {
        panel.close();
    }

    @Test
    void aCameraIsALineThatIsUpdatedInPlace() {
        begin();
        for (int i = 0; i < 100; i++) { // 10 s at 10 frames/s
            result("camera-0", i, BEGIN.plusMillis(i * 100L), 20 + i % 10, happy());
            panel.tick(BEGIN.plusMillis(i * 100L + 50));
        }

        assertThat(screen())
                .containsExactly(
                        "0:09 of 1:00  detector yunet  broker 127.0.0.1:9092",
                        "camera       frames/s   age p50      p95  skipped  faces  expressions",
                        "camera-0         10.0     25 ms    29 ms        0      1  happy");
    }

    @Test
    void noticesStepsAndLogLinesStandAboveThePanel() {
        begin();
        result("camera-0", 1, BEGIN, 20);
        panel.tick(BEGIN.plusSeconds(1));
        panel.progress("[ 12.1 s] first result");
        panel.tick(BEGIN.plusSeconds(2));
        LoggerFactory.getLogger("videolab.test").warn("camera-0 is silent");
        panel.notice("record 5 is not a result");
        panel.tick(BEGIN.plusSeconds(3));

        List<String> screen = screen();
        assertThat(screen).hasSize(6);
        assertThat(screen.get(0)).isEqualTo("[ 12.1 s] first result");
        assertThat(screen.get(1)).isEqualTo("note: record 5 is not a result");
        assertThat(screen.get(2)).contains("WARN", "camera-0 is silent");
        assertThat(screen.get(3)).startsWith("0:03 of 1:00");
        assertThat(screen.get(5)).startsWith("camera-0");
    }

    @Test
    void framesThatAreSkippedAreCountedAndRepeatsAreNot() {
        begin();
        result("camera-0", 1, BEGIN, 20);
        result("camera-0", 1, BEGIN, 20);
        panel.result(frame("camera-0", 2, BEGIN, FrameResult.STALE), BEGIN.plusSeconds(1));
        panel.tick(BEGIN.plusSeconds(1));

        assertThat(screen().get(2)).isEqualTo("camera-0          1.0     20 ms    20 ms        1      0");
    }

    @Test
    void noLineIsLongerThan80Columns() {
        begin();
        for (int camera = 0; camera < 12; camera++) {
            result(
                    "a camera with a long name \u001b[2J " + camera,
                    1_000_000,
                    BEGIN,
                    100_000,
                    happy(),
                    happy(),
                    happy(),
                    happy(),
                    happy(),
                    happy());
        }
        panel.tick(BEGIN.plusSeconds(1));

        assertThat(screen())
                .hasSize(11)
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(DemoPanel.COLUMNS))
                .anySatisfy(line -> assertThat(line).hasSize(DemoPanel.COLUMNS).endsWith("…"))
                .last()
                .isEqualTo("and 4 more cameras");
    }

    @Test
    void linesAreUpdatedInPlaceOnlyWhereTheTerminalCan() {
        assertThat(DemoTerminal.updatesInPlace(Map.of("TERM", "xterm-256color")))
                .isTrue();
        assertThat(DemoTerminal.updatesInPlace(Map.of("TERM", "dumb"))).isFalse();
        assertThat(DemoTerminal.updatesInPlace(Map.of())).isFalse();
    }

    private void begin() {
        panel.begin(new DemoHandler.Started("127.0.0.1:9092", new Models("yunet", "emotion"), Map::of, BEGIN));
    }

    private void result(String camera, int number, Instant capturedAt, int ageMs, Face... faces) {
        panel.result(frame(camera, number, capturedAt, null, faces), capturedAt.plusMillis(ageMs));
    }

    private static FrameResult frame(String camera, int number, Instant capturedAt, String skipped, Face... faces) {
        return new FrameResult(
                FrameResult.SCHEMA,
                camera,
                "1-" + number,
                0,
                number,
                capturedAt,
                capturedAt,
                capturedAt,
                640,
                480,
                skipped,
                List.of(faces),
                StagesMs.NONE,
                new Models("yunet", "emotion"));
    }

    private static Face happy() {
        return new Face(0, new Box(1, 2, 30, 40), 0.9, Emotion.HAPPY, Map.of(Emotion.HAPPY, 0.9));
    }

    /**
     * What a terminal of 80 columns shows after everything that was written: cursor up, erase, colors; nothing else is used.
     * Where it does not wrap, the cursor stays on the last character of a full line.
     */
    private List<String> screen() {
        writer.flush();
        Matcher parts = Pattern.compile("\u001b\\[(\\??)(\\d*)(?:;\\d+)*([A-Za-z])|\r|\n|.")
                .matcher(terminal.toString());
        List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
        int line = 0;
        int column = 0;
        boolean wraps = true;
        while (parts.find()) {
            String part = parts.group();
            if (part.equals("\r")) {
                column = 0;
            } else if (part.equals("\n")) {
                line++;
                column = 0;
                if (line == lines.size()) {
                    lines.add(new StringBuilder());
                }
            } else if (part.length() == 1) {
                StringBuilder text = lines.get(line);
                text.replace(column, Math.min(text.length(), column + 1), part);
                column = wraps ? column + 1 : Math.min(column + 1, DemoPanel.COLUMNS - 1);
            } else if (parts.group(3).equals("A")) {
                line -= Integer.parseInt(parts.group(2));
                assertThat(line).as("above the screen").isNotNegative();
            } else if (parts.group(3).equals("K")) {
                lines.get(line).setLength(column);
            } else if (parts.group(3).equals("J")) {
                lines.get(line).setLength(column);
                lines.subList(line + 1, lines.size()).clear();
            } else {
                assertThat(part).isIn("\u001b[?7l", "\u001b[?7h");
                wraps = part.endsWith("h");
            }
        }
        assertThat(lines.get(line).toString())
                .as("the cursor stands below the panel")
                .isEmpty();
        return lines.subList(0, line).stream().map(StringBuilder::toString).toList();
    }
}
