package videolab.processor.faces.crops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** What becomes of a row; the query around it is tested in embedded-lab. */
class CropPipelineTest {

    /** A host in front of a local folder: Hadoop refuses each path there by an IllegalArgumentException. */
    private final CropPipeline.StoreCrop store =
            new CropPipeline.StoreCrop(new CropStoreSettings("file://host/folder", CropStoreSettings.DEFAULT_KEEP));

    @Test
    void aRecordThatIsNoCropIsLeftOut() {
        assertThatCode(() -> store.process(row("one"))).doesNotThrowAnyException();
    }

    @Test
    void aCropThatTheStoreRefusesIsTriedAgain() {
        assertThatThrownBy(() -> store.process(row("1"))).isInstanceOf(IllegalArgumentException.class);
    }

    private static Row row(String face) {
        List<Row> headers = List.of(header("frame-id", "1-1"), header("captured-at", "0"), header("face", face));
        var pairs = CollectionConverters.asScala(headers).toSeq();
        return RowFactory.create(
                "face-crops", 0, 0L, bytes("camera-0"), new byte[] {1}, pairs, Timestamp.from(Instant.EPOCH));
    }

    private static Row header(String name, String value) {
        return RowFactory.create(name, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
