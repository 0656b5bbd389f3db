package videolab.processor.audience.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NewcomersTest {

    private final Newcomers newcomers = new Newcomers();

    @Test
    void theEarliestHaveRoomInWhateverOrderTheyAreNamed() {
        assertThat(newcomers.admit("a", 50, true)).isNull();
        assertThat(newcomers.admit("b", 20, true)).isNull();
        assertThat(newcomers.admit("c", 60, false)).as("later than all").isEqualTo("c");
        assertThat(newcomers.admit("d", 10, false)).as("earlier than a").isEqualTo("a");
        assertThat(newcomers.admit("e", 20, false))
                .as("as early as b, named later")
                .isEqualTo("e");
        assertThat(newcomers.admit("f", 15, false)).as("earlier than b").isEqualTo("b");
        assertThat(newcomers.admit("g", 16, false)).isEqualTo("g");
    }

    @Test
    void whoWasKnownBeforeTheBatchIsNeverPushedOut() {
        assertThat(newcomers.admit("a", 10, false)).isEqualTo("a");
    }
}
