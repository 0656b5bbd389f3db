package videolab.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.contract.Face;
import videolab.contract.FrameResult;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.DetectorSettings;
import videolab.processor.faces.ExpressionSettings;

/** The service as people run it, by {@code java -jar}, killed without a word and started again. */
class ITProcessorKilled {

    private static final int FRAMES = 60;
    private static final int BEFORE_THE_KILL = 30;

    @TempDir
    private Path folder;

    @Test
    void everyFrameHasItsFacesAfterAKillAndARestart() throws Exception {
        try (LabFixture lab = LabFixture.start(folder.resolve("kafka"))) {
            Map<String, Integer> sent = new HashMap<>();
            try (BuiltService processor = startProcessor(lab)) {
                send(lab, 0, BEFORE_THE_KILL, sent);
                // In the middle of a batch: some are done, nothing of them is committed.
                lab.readUntil(() -> lab.results().size() >= BEFORE_THE_KILL / 2);
                send(lab, BEFORE_THE_KILL, FRAMES, sent);
            }

            try (BuiltService processor = startProcessor(lab)) {
                lab.readUntil(() -> ids(lab.results()).size() == FRAMES);
                processor.stop();
            }

            List<List<Face>> expected = Frames.facesOf(everyFrame(), FRAMES);
            assertThat(lab.results())
                    .allSatisfy(result -> assertThat(result.faces()).isEqualTo(expected.get(sent.get(result.frame()))));
            assertThat(lab.results()).as("the batch of the kill was replayed").hasSizeGreaterThan(FRAMES);
            assertThat(lab.rejects()).isEmpty();
        }
    }

    private static void send(LabFixture lab, int from, int to, Map<String, Integer> sent) throws Exception {
        for (int i = from; i < to; i++) {
            var place = lab.send(("camera-" + i % 2).getBytes(UTF_8), Frames.drawn(i));
            sent.put(place.partition() + "-" + place.offset(), i);
        }
    }

    private static Set<String> ids(List<FrameResult> results) {
        Set<String> ids = new HashSet<>();
        results.forEach(result -> ids.add(result.frame()));
        return ids;
    }

    private BuiltService startProcessor(LabFixture lab) throws IOException {
        return BuiltService.start(
                "stream-processor",
                "processor-killed.log",
                "-Xmx768m",
                "faces",
                "--bootstrap",
                lab.kafka().bootstrap(),
                "--checkpoint",
                folder.resolve("checkpoint").toString(),
                "--trigger",
                "realtime:600",
                "--detector",
                "haar",
                "--max-age",
                "0");
    }

    private static AnalyzerSettings everyFrame() {
        return AnalyzerSettings.with(DetectorSettings.haar()).withExpressions(ExpressionSettings.shipped());
    }
}
