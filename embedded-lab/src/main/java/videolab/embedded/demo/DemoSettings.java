package videolab.embedded.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.crops.CropStoreSettings;
import videolab.processor.spark.QueryTrigger;

/**
 * A run of the demo.
 *
 * @param data folder of the broker's log and checkpoints
 * @param faces where face pictures are stored; empty leaves them on their topic
 * @param kafkaPort 0 takes a free one
 * @param duration of publishing; null until Ctrl-C or the input's end
 * @param headless whether only progress and the summary are shown, no line a frame
 * @param audience whether the audience pipeline and its viewers run beside the faces
 */
record DemoSettings(
        Path data,
        Optional<CropStoreSettings> faces,
        int kafkaPort,
        Duration duration,
        boolean headless,
        QueryTrigger trigger,
        AnalyzerSettings analyzer,
        boolean audience) {}
