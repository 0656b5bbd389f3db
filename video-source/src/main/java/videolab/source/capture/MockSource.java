package videolab.source.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import videolab.source.mock.JpegEncoder;
import videolab.source.mock.MockFrame;
import videolab.source.mock.MockScene;

/** A camera that shows a drawn scene, with the truth of each frame. */
final class MockSource implements FrameSource {

    private final String camera;
    private final MockScene scene;
    private final Pace pace;
    private final Integer quality;
    private final JpegEncoder encoder = new JpegEncoder();
    private final Pacer pacer = new Pacer(Pacer.Time.SYSTEM);
    private final FrameIds ids = new FrameIds(Instant.now());

    private long number;

    MockSource(String camera, MockScene.Settings settings, Integer quality) {
        this.camera = camera;
        this.scene = new MockScene(settings);
        this.pace = new Pace.FramesPerSecond(settings.framesPerSecond());
        this.quality = quality;
    }

    @Override
    public String camera() {
        return camera;
    }

    @Override
    public Optional<CapturedFrame> next() throws InterruptedException {
        pacer.await(pace.due(number, Duration.ZERO));
        MockFrame drawn = scene.frame(number++);
        Instant capturedAt = Instant.now();
        String id = ids.next();
        byte[] jpeg = encoder.encode(drawn.image(), quality == null ? drawn.jpegQuality() : quality / 100.0);
        return Optional.of(
                new CapturedFrame(id, capturedAt, jpeg, CapturedFrame.JPEG, MockTruth.of(camera, id, drawn)));
    }

    @Override
    public void close() {
        encoder.close();
    }
}
