package videolab.source.capture;

import java.util.List;
import java.util.stream.IntStream;
import videolab.cli.UsageException;
import videolab.source.mock.MockScene;

/**
 * Cameras that look at drawn scenes.
 *
 * @param camera the id of the only one; of several, each has its index behind it: {@code camera-0}, {@code camera-1}
 * @param count how many
 * @param scene of the first; each further camera has the next seed
 * @param quality of the JPEG, 1..100; null: it varies from 60 to 90 from frame to frame, by the seed
 */
public record MockCameras(String camera, int count, MockScene.Settings scene, Integer quality) {

    private static final int MOST = 64;

    public MockCameras {
        if (count < 1 || count > MOST) {
            throw new UsageException("--cameras", count, "1 to " + MOST + " are expected");
        }
        PictureForm.checkQuality(quality);
    }

    List<FrameSource> sources() {
        return IntStream.range(0, count)
                .<FrameSource>mapToObj(index -> new MockSource(id(index), sceneOf(index), quality))
                .toList();
    }

    private String id(int index) {
        return count == 1 ? camera : camera.replaceFirst("-0$", "") + "-" + index;
    }

    private MockScene.Settings sceneOf(int index) {
        return new MockScene.Settings(
                scene.seed() + index, scene.width(), scene.height(), scene.framesPerSecond(), scene.look());
    }
}
