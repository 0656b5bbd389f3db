package videolab.processor.library.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class OutagesTest {

    private Instant now = Instant.parse("2026-01-02T12:00:00Z");

    private final Outages outages = new Outages(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    void aStoreThatRestartsIsTriedByEachVideo() {
        outages.silent("s3a://videos", new ConnectException());
        after(Outages.PATIENCE.minusSeconds(1));

        assertThatCode(() -> outages.check("s3a://videos")).doesNotThrowAnyException();
        assertThatCode(() -> outages.check("s3a://videos")).doesNotThrowAnyException();
    }

    @Test
    void aStoreThatStaysAwayIsTriedNowAndThen() {
        IOException refused = new ConnectException("refused");
        outages.silent("s3a://videos", refused);
        after(Outages.PATIENCE);
        outages.silent("s3a://videos", refused);

        assertThatThrownBy(() -> outages.check("s3a://videos")).hasCause(refused);
        assertThat(Refusals.reason(thrown())).isEqualTo("nothing answers at its address");
        assertThatCode(() -> outages.check("s3a://others")).doesNotThrowAnyException();

        after(Outages.TRY_EVERY);
        assertThatCode(() -> outages.check("s3a://videos")).doesNotThrowAnyException();
        assertThatThrownBy(() -> outages.check("s3a://videos"))
                .as("another tries already")
                .isInstanceOf(IOException.class);
    }

    @Test
    void aStoreThatAnswersIsTriedAgain() {
        outages.silent("s3a://videos", new ConnectException());
        after(Outages.PATIENCE);
        outages.silent("s3a://videos", new ConnectException());

        outages.answered("s3a://videos");

        assertThatCode(() -> outages.check("s3a://videos")).doesNotThrowAnyException();
    }

    private IOException thrown() {
        try {
            outages.check("s3a://videos");
        } catch (IOException e) {
            return e;
        }
        throw new AssertionError("the store was tried");
    }

    private void after(Duration time) {
        now = now.plus(time);
    }
}
