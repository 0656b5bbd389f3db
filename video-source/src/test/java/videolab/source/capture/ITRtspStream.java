package videolab.source.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real RTSP server that is killed, halted and started again. */
@Timeout(180)
class ITRtspStream {

    private static final LiveSettings LIVE = new LiveSettings(PictureForm.OWN, null, Duration.ofSeconds(5));

    @BeforeAll
    static void serverIsInstalled() {
        assumeTrue(RtspServer.isInstalled(), "no RTSP server: apt-get install " + RtspServer.PACKAGES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void framesGoOnAfterTheServerWasKilledAndStartedAgain(String transport) throws Exception {
        try (RtspServer server = RtspServer.start()) {
            StateLog states = new StateLog(server::startAgain);
            try (FrameSource source = source(server, transport, states)) {
                take(source, 5);
                server.kill();
                take(source, 60);

                assertThat(states.names()).containsExactly("Opening", "Streaming", "Retrying", "Streaming");
            }
        }
    }

    @Test
    void framesGoOnAfterTheServerHung() throws Exception {
        try (RtspServer server = RtspServer.start()) {
            StateLog states = new StateLog(server::goOn);
            try (FrameSource source = source(server, "tcp", states)) {
                take(source, 5);
                server.halt();
                take(source, 60);

                assertThat(states.names()).containsExactly("Opening", "Streaming", "Retrying", "Streaming");
                assertThat(states.reason()).isEqualTo("sent no picture for 5 s");
            }
        }
    }

    private static FrameSource source(RtspServer server, String transport, StateLog states) {
        return FrameSources.stream("camera-0", StreamUrl.parse(server.url()), transport, LIVE, states);
    }

    private static void take(FrameSource source, int frames) throws InterruptedException {
        for (int i = 0; i < frames; i++) {
            assertThat(source.next()).isPresent();
        }
    }
}
