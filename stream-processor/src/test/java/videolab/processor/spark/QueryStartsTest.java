package videolab.processor.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

class QueryStartsTest {

    private static final int PATIENCE_S = 60;

    @RegisterExtension
    private static final SparkLab SPARK = new SparkLab(2);

    @TempDir
    private Path folder;

    @Test
    void theAgeOfTheLastBatchIsToldForEachQuery() throws Exception {
        MemoryStream<String> input = MemoryStream.apply(Encoders.STRING(), SPARK.session());
        try (QueryStarts starts = QueryStarts.of(SPARK.session())) {
            StreamingQuery query = input.toDF()
                    .writeStream()
                    .queryName("lines")
                    .format("noop")
                    .option("checkpointLocation", folder.toString())
                    .trigger(Trigger.ProcessingTime(0))
                    .start();
            assertThat(starts.ages()).containsExactly("query lines: no batch has ended yet");

            input.addData(CollectionConverters.asScala(java.util.List.of("a")).toSeq());
            query.processAllAvailable();
            // Spark tells its listeners in a thread of their own.
            for (int i = 0; i < PATIENCE_S && starts.ages().get(0).contains("no batch"); i++) {
                TimeUnit.SECONDS.sleep(1);
            }

            assertThat(starts.ages())
                    .singleElement()
                    .asString()
                    .matches("query lines: the last batch ended \\d+ s ago");
            query.stop();
        }
    }
}
