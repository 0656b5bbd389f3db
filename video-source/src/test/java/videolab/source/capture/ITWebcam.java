package videolab.source.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import videolab.media.FfmpegException;

/** The way of a webcam's pictures, with FFmpeg's drawn device in the webcam's place. */
@Timeout(60)
class ITWebcam {

    @BeforeAll
    static void deviceLibraryLoads() {
        String missing = null;
        try {
            Devices.load();
        } catch (FfmpegException e) {
            missing = e.getMessage();
        }
        assumeTrue(missing == null, missing);
    }

    @Test
    void picturesOfADeviceComeAsFrames() throws InterruptedException, IOException {
        Webcam drawn = Webcam.of("lavfi", "testsrc=size=320x240:rate=30,realtime");
        LiveSettings settings = new LiveSettings(new PictureForm(160, 80), null, Duration.ofSeconds(5));

        try (FrameSource webcam = FrameSources.webcam("desk", drawn, settings)) {
            for (int i = 0; i < 10; i++) {
                CapturedFrame frame = webcam.next().orElseThrow();
                assertThat(frame.id()).endsWith("-" + i);
                var picture = ImageIO.read(new ByteArrayInputStream(frame.picture()));
                assertThat(picture.getWidth()).isEqualTo(160);
                assertThat(picture.getHeight()).isEqualTo(120);
            }
        }
    }
}
