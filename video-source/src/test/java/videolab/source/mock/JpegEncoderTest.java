package videolab.source.mock;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import videolab.source.mock.MockScene.Look;
import videolab.source.mock.MockScene.Settings;

class JpegEncoderTest {
    @Test
    void encodesOnePictureAfterTheOther() throws IOException {
        MockScene scene = new MockScene(new Settings(5, 320, 240, 10, Look.SCORING));
        try (JpegEncoder encoder = new JpegEncoder()) {
            byte[] small = encoder.encode(scene.frame(1).image(), 0.60);
            byte[] large = encoder.encode(scene.frame(1).image(), 0.90);
            byte[] again = encoder.encode(scene.frame(1).image(), 0.60);

            assertThat(small).hasSizeLessThan(large.length).isEqualTo(again);
            BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(large));
            assertThat(decoded.getWidth()).isEqualTo(320);
            assertThat(decoded.getHeight()).isEqualTo(240);
        }
    }

    @Test
    void orderOfTheChannelsInMemoryMakesNoDifference() {
        MockScene scene = new MockScene(new Settings(5, 320, 240, 10, Look.SCORING));
        BufferedImage drawn = scene.frame(1).image();
        BufferedImage other = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
        other.createGraphics().drawImage(drawn, 0, 0, null);
        try (JpegEncoder encoder = new JpegEncoder()) {
            assertThat(encoder.encode(drawn, 0.75)).isEqualTo(encoder.encode(other, 0.75));
        }
    }
}
