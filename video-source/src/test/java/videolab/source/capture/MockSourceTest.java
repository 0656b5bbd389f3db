package videolab.source.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import videolab.cli.UsageException;
import videolab.source.mock.MockScene;

class MockSourceTest {

    private static final MockScene.Settings SCENE = new MockScene.Settings(5, 320, 240, 60, MockScene.Look.SCORING);

    private List<FrameSource> sources = List.of();

    @AfterEach
    void close() {
        sources.forEach(FrameSource::close);
    }

    @Test
    void aFrameCarriesItsTruthUnderItsOwnId() throws InterruptedException, IOException {
        Instant before = Instant.now();

        CapturedFrame frame = first(cameras("camera-0", 1)).next().orElseThrow();

        assertThat(frame.capturedAt()).isBetween(before, Instant.now());
        assertThat(frame.id()).matches("\\d{13}-0");
        assertThat(frame.truth().frame()).isEqualTo(frame.id());
        assertThat(frame.truth().camera()).isEqualTo("camera-0");
        assertThat(ImageIO.read(new ByteArrayInputStream(frame.picture())))
                .satisfies(picture -> assertThat(picture.getWidth()).isEqualTo(320))
                .satisfies(picture -> assertThat(picture.getHeight()).isEqualTo(240));
    }

    @Test
    void idsGoOnByOne() throws InterruptedException {
        FrameSource source = first(cameras("camera-0", 1));
        source.next();

        assertThat(source.next().orElseThrow().id()).endsWith("-1");
    }

    @Test
    void severalCamerasHaveIdsAndScenesOfTheirOwn() throws InterruptedException {
        List<FrameSource> three = cameras("lobby", 3);

        assertThat(three).extracting(FrameSource::camera).containsExactly("lobby-0", "lobby-1", "lobby-2");
        assertThat(three.get(0).next().orElseThrow().picture())
                .isNotEqualTo(three.get(1).next().orElseThrow().picture());
    }

    @Test
    void theUsualNameIsNotNumberedTwice() {
        assertThat(cameras("camera-0", 2)).extracting(FrameSource::camera).containsExactly("camera-0", "camera-1");
    }

    @Test
    void anImpossibleNumberOfCamerasIsRefused() {
        assertThatThrownBy(() -> cameras("camera-0", 0))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--cameras");
    }

    private List<FrameSource> cameras(String camera, int count) {
        sources = FrameSources.mock(new MockCameras(camera, count, SCENE, null));
        return sources;
    }

    private static FrameSource first(List<FrameSource> sources) {
        return sources.get(0);
    }
}
