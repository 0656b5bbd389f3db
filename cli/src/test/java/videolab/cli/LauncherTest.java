package videolab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            './lab topics create' makes it|'docker compose run --rm topics' makes it
            start './lab process cdn' and './lab source cdn-logs'|start 'docker compose run --rm stream-processor cdn' and 'docker compose run --rm video-source cdn-logs'
            (see: ./lab results tail --help)|(see: docker compose run --rm result-consumer tail --help)
            './lab models get' fetches yunet|'docker compose build --no-cache stream-processor' fetches yunet
            ./lab library search dog|docker compose run --rm stream-processor library-search dog
            Spark needs 450 MB; set -Xmx512m or more, for ./lab in LAB_JAVA_OPTS|Spark needs 450 MB; set a higher mem_limit for this service
            waiting for the next result; Ctrl-C ends|waiting for the next result
            """)
    void inAContainerCommandsAreThoseOfCompose(String text, String adapted) {
        assertThat(Launcher.forCompose(text)).isEqualTo(adapted);
        assertThat(Launcher.adapt(text)).as("here").isEqualTo(text);
    }
}
