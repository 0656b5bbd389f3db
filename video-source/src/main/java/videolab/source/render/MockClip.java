package videolab.source.render;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import videolab.contract.FrameTruth;
import videolab.source.capture.MockTruth;
import videolab.source.mock.MockFrame;
import videolab.source.mock.MockScene;

/**
 * The first frames of a mock scene.
 *
 * @param camera that the truth names
 * @param frames how many
 */
public record MockClip(String camera, MockScene.Settings scene, long frames) {

    private static final Set<String> VIDEO_SUFFIXES = Set.of("mp4", "mkv", "ts", "avi");

    /** Whether the name is a video's or a stream's; any other is a folder for pictures. */
    public static boolean isVideo(Path output) {
        return !Files.isDirectory(output) && (VIDEO_SUFFIXES.contains(suffix(output)) || isStream(output));
    }

    private static boolean isStream(Path output) {
        return suffix(output).equals("m3u8");
    }

    private static String suffix(Path output) {
        String name = output.getFileName().toString().toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(dot + 1) : "";
    }

    /**
     * Draws and writes every frame.
     *
     * @param output a video file, an HLS playlist in a folder that is there, or such a folder
     * @param truth receives what each frame shows, under its number
     */
    public void render(Path output, PictureType type, Consumer<FrameTruth> truth) throws IOException {
        MockScene drawn = new MockScene(scene);
        try (ClipWriter writer = writer(output, type)) {
            for (long number = 0; number < frames; number++) {
                MockFrame frame = drawn.frame(number);
                writer.write(frame.image(), frame.jpegQuality());
                truth.accept(MockTruth.of(camera, String.valueOf(number), frame));
            }
        }
    }

    private ClipWriter writer(Path output, PictureType type) throws IOException {
        if (!isVideo(output)) {
            return new PicturesWriter(output, type);
        }
        return isStream(output)
                ? new StreamWriter(output, scene.width(), scene.height(), scene.framesPerSecond())
                : new VideoWriter(output, scene.width(), scene.height(), scene.framesPerSecond());
    }
}
