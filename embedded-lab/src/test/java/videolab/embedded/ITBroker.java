package videolab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.Broker;
import videolab.cli.KafkaSettings;
import videolab.contract.Topics;

/** {@code ./lab broker}, as people run it. */
class ITBroker {

    private static final Pattern ADDRESS = Pattern.compile("listens at (127\\.0\\.0\\.1:\\d+);");

    @TempDir
    private Path folder;

    @Test
    void servesTheTopicsUntilItIsStopped() throws Exception {
        Path log = folder.resolve("broker.log").toAbsolutePath();
        try (BuiltService service = BuiltService.start(
                "embedded-lab", log.toString(), "-Djava.io.tmpdir=" + folder, "broker", "--kafka-port", "0")) {
            String address = address(service, log);

            new Broker(KafkaSettings.at(address)).require(Topics.FRAMES.name(), Topics.RESULTS.name());
            assertThat(log).content().contains("export KAFKA_BOOTSTRAP_SERVERS=" + address);

            assertThat(service.stop()).isZero();
        }
        assertThat(log).content().containsOnlyOnce("stopping").doesNotContain("Exception");
        assertThat(folder).isDirectoryNotContaining("glob:**/video-lab-*/*");
    }

    private static String address(BuiltService service, Path log) throws Exception {
        Instant patience = Instant.now().plus(Duration.ofMinutes(1));
        while (true) {
            Matcher said = ADDRESS.matcher(Files.readString(log));
            if (said.find()) {
                return said.group(1);
            }
            assertThat(service.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(Instant.now()).as(Files.readString(log)).isBefore(patience);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
