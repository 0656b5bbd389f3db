package videolab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TopicsTest {

    /** The page is the interface for everybody who writes another reader: a topic without a heading there is not declared. */
    @Test
    void everyTopicHasItsHeadingInTheDocument() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "topics.md"));

        assertThat(Topics.ALL).allSatisfy(topic -> assertThat(page).contains("## `" + topic.name() + "`"));
    }
}
