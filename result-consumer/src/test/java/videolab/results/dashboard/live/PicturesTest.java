package videolab.results.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import videolab.contract.Box;
import videolab.contract.Emotion;
import videolab.contract.Face;
import videolab.contract.FrameResult;
import videolab.contract.Json;

class PicturesTest {

    private static final Face FACE =
            new Face(0, new Box(40, 40, 60, 60), 0.9, Emotion.HAPPY, Map.of(Emotion.HAPPY, 0.94));

    /** A fine chessboard: whatever is blurred is even, whatever is not has full contrast. */
    private static BufferedImage chessboard() {
        BufferedImage picture = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.WHITE);
        for (int y = 0; y < 120; y += 4) {
            for (int x = y / 4 % 2 * 4; x < 160; x += 8) {
                graphics.fillRect(x, y, 4, 4);
            }
        }
        graphics.dispose();
        return picture;
    }

    /** The mean difference of horizontal neighbours, 0..255. */
    private static double contrast(BufferedImage picture, Box box) {
        long sum = 0;
        int count = 0;
        for (int y = box.y(); y < box.y() + box.height(); y++) {
            for (int x = box.x(); x < box.x() + box.width() - 4; x++) {
                sum += Math.abs((picture.getRGB(x, y) & 0xff) - (picture.getRGB(x + 4, y) & 0xff));
                count++;
            }
        }
        return (double) sum / count;
    }

    @Test
    void aBlurredFaceHasNoDetailAndTheRestHasAll() throws IOException {
        Shown shown = shown(Pictures.jpeg(chessboard()));

        BufferedImage sharp = picture(shown.message(false));
        BufferedImage blurred = picture(shown.message(true));

        assertThat(contrast(sharp, FACE.box())).isGreaterThan(150);
        assertThat(contrast(blurred, FACE.box())).isLessThan(15);
        assertThat(contrast(blurred, new Box(0, 0, 20, 120))).isGreaterThan(150);
    }

    @Test
    void theAnnotatedPictureIsBlurredToo() throws IOException {
        Shown shown = shown(Pictures.jpeg(chessboard()));
        Box inside = new Box(50, 62, 40, 30); // below the label, within the lines

        assertThat(contrast(Pictures.decode(shown.annotated(false)), inside)).isGreaterThan(150);
        assertThat(contrast(Pictures.decode(shown.annotated(true)), inside)).isLessThan(15);
    }

    @Test
    void aSharpPictureIsSentAsItIs() throws IOException {
        byte[] jpeg = Pictures.jpeg(chessboard());

        ByteBuffer message = shown(jpeg).message(false);

        byte[] json = new byte[message.getInt()];
        message.get(json);
        JsonNode head = Json.mapper().readTree(json);
        assertThat(head.at("/result/camera").asText()).isEqualTo("<img onerror=alert(1)>");
        assertThat(head.at("/result/faces/0/emotion").asText()).isEqualTo("happy");
        byte[] picture = new byte[message.remaining()];
        message.get(picture);
        assertThat(picture).isEqualTo(jpeg);
    }

    @Test
    void aRawFrameBecomesAJpeg() throws IOException {
        assertThat(picture(shown(new byte[640 * 480 * 3]).message(false)).getWidth())
                .isEqualTo(640);
    }

    @Test
    void facesOverTheEdgeAreBlurredToo() throws IOException {
        BufferedImage picture = chessboard();

        Pictures.blur(picture, List.of(new Face(0, new Box(-30, -30, 70, 70), null, null, null)));

        assertThat(contrast(picture, new Box(0, 0, 40, 40))).isLessThan(15);
        assertThatThrownBy(() -> Pictures.decode(new byte[] {1, 2, 3})).isInstanceOf(IOException.class);
    }

    private static Shown shown(byte[] picture) {
        FrameResult result = new FrameResult(
                1,
                "<img onerror=alert(1)>",
                "1-1",
                0,
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                160,
                120,
                null,
                List.of(FACE),
                null,
                null);
        return new Shown(new Pair(result, picture), 1, Instant.EPOCH);
    }

    private static BufferedImage picture(ByteBuffer message) throws IOException {
        message.position(Integer.BYTES + message.getInt(0));
        byte[] picture = new byte[message.remaining()];
        message.get(picture);
        return Pictures.decode(picture);
    }
}
