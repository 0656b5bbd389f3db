package videolab.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import videolab.contract.Face;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.FrameAnalyzer;
import videolab.processor.faces.FrameOutcome;
import videolab.processor.faces.FrameRecord;
import videolab.source.mock.JpegEncoder;
import videolab.source.mock.MockFrame;
import videolab.source.mock.MockScene;

/** Drawn frames as JPEG, and what the analyzer finds in them without any engine around it. */
final class Frames {

    private static final MockScene SCENE =
            new MockScene(new MockScene.Settings(3, 640, 480, 10, MockScene.Look.SCORING));

    private Frames() {}

    /** The frame of a number, from 0; there are faces in all of them. */
    static byte[] drawn(int number) {
        MockFrame frame = SCENE.frame(number);
        try (JpegEncoder encoder = new JpegEncoder()) {
            return encoder.encode(frame.image(), frame.jpegQuality());
        }
    }

    /** The faces of the first frames. */
    static List<List<Face>> facesOf(AnalyzerSettings settings, int frames) {
        List<List<Face>> faces = new ArrayList<>();
        try (FrameAnalyzer analyzer = new FrameAnalyzer(settings)) {
            for (int i = 0; i < frames; i++) {
                FrameRecord record = new FrameRecord(null, drawn(i), Map.of(), 0, i, Instant.now());
                faces.add(((FrameOutcome.Analyzed) analyzer.analyze(record, Instant.now()))
                        .result()
                        .faces());
            }
        }
        return faces;
    }

    /** The same JPEG with another size in its header. */
    static byte[] claiming(byte[] jpeg, int width, int height) {
        byte[] claiming = jpeg.clone();
        for (int i = 2; i < jpeg.length - 9; i++) {
            if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xC0) {
                claiming[i + 5] = (byte) (height >> 8);
                claiming[i + 6] = (byte) height;
                claiming[i + 7] = (byte) (width >> 8);
                claiming[i + 8] = (byte) width;
                return claiming;
            }
        }
        throw new AssertionError("no frame header");
    }
}
