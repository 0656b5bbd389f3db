package videolab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import videolab.processor.cdn.formats.LogFormat;
import videolab.source.logs.FileFormat;

/** What {@code source logs} names is what {@code process cdn} reads. */
class LogFormatsTest {

    @Test
    void bothServicesKnowTheSameFormats() {
        assertThat(FileFormat.wireNames()).isEqualTo(LogFormat.wireNames());
    }
}
