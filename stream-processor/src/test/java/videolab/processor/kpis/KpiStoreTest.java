package videolab.processor.kpis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.KafkaSettings;
import videolab.cli.UsageException;
import videolab.processor.spark.SparkLab;

class KpiStoreTest {

    @RegisterExtension
    private static final SparkLab SPARK = new SparkLab(1).submittedWith("spark.sql.shuffle.partitions", "5");

    @TempDir
    private Path folder;

    @Test
    void whatSparkSubmitWasToldOfPartitionsWins() {
        assertThat(SPARK.session().conf().get("spark.sql.shuffle.partitions")).isEqualTo("5");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aRootThatCannotBeWrittenIsToldAtOnce() {
        assertThatThrownBy(() -> store("/proc/kpis"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--root is '/proc/kpis'");
    }

    @Test
    void aRootMayBeNamedLikeAPattern() throws IOException {
        Path root = folder.resolve("kpis [live] {1}");
        Dataset<Row> rows = SPARK.session()
                .createDataFrame(
                        List.of(RowFactory.create("overall", Timestamp.valueOf("2026-01-02 03:04:30"), 7L)),
                        StructType.fromDDL("table STRING, window_start TIMESTAMP, views LONG"));

        // The files come before the topic.
        assertThatThrownBy(() -> store(root.toString())
                        .write(3, List.of(new KpiTable("overall", rows, "window_start", List.of("window_start")))))
                .isInstanceOf(Exception.class);

        try (var files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile).map(root::relativize).map(Path::toString))
                    .singleElement()
                    .asString()
                    .startsWith("table=overall/date=2026-01-02/hour=")
                    .endsWith("/batch=3.parquet");
        }
    }

    private static KpiStore store(String root) {
        return KpiStore.open(
                SPARK.session(),
                new KpiStoreSettings(
                        KafkaSettings.at("no broker"), "topic", Optional.of(root), Set.of(FileFormat.PARQUET)));
    }
}
