package videolab.embedded.bench.faces;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import videolab.contract.Json;
import videolab.source.mock.JpegEncoder;
import videolab.source.mock.MockFrame;
import videolab.source.mock.MockScene;

/** The frames that every step works on, drawn and encoded before anything is measured: 640×480 px, faces in most. */
final class DrawnFrames {

    static final int WIDTH = 640;
    static final int HEIGHT = 480;

    /** Enough that neither a cache nor a lucky frame decides; six seconds of scene time at the rate of the demo. */
    private static final int DIFFERENT = 60;

    private final List<byte[]> jpegs = new ArrayList<>();
    private final List<byte[]> json = new ArrayList<>();

    DrawnFrames() {
        MockScene scene = new MockScene(new MockScene.Settings(3, WIDTH, HEIGHT, 10, MockScene.Look.SCORING));
        try (JpegEncoder encoder = new JpegEncoder()) {
            for (int i = 0; i < DIFFERENT; i++) {
                MockFrame frame = scene.frame(i);
                jpegs.add(encoder.encode(frame.image(), frame.jpegQuality()));
                json.add(json(frame.image()));
            }
        }
    }

    /** A frame as the lab sends it. */
    byte[] jpeg(int number) {
        return jpegs.get(number % DIFFERENT);
    }

    /** The same as tutorials send it: a JSON object with the raw pixels in base64, 1.2 MB. */
    byte[] json(int number) {
        return json.get(number % DIFFERENT);
    }

    private static byte[] json(BufferedImage image) {
        BufferedImage bgr = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = bgr.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        byte[] pixels = ((DataBufferByte) bgr.getRaster().getDataBuffer()).getData();
        return Json.bytes(Json.mapper()
                .createObjectNode()
                .put("cameraId", "camera-0")
                .put("timestamp", "2026-01-02T03:04:05.000Z")
                .put("rows", HEIGHT)
                .put("cols", WIDTH)
                .put("type", 16)
                .put("data", Base64.getEncoder().encodeToString(pixels)));
    }
}
