package videolab.source.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WebcamTest {

    @Test
    void thePlatformsFirstCameraIsKnownByName() {
        assertThat(Webcam.first("Linux")).isEqualTo(new Webcam("v4l2", "/dev/video0"));
        assertThat(Webcam.first("Mac OS X")).isEqualTo(new Webcam("avfoundation", "default"));
        assertThat(Webcam.first("Windows 11").format()).isEqualTo("dshow");
    }

    @Test
    void onlyLinuxIsAskedForARate() {
        assertThat(Webcam.of("v4l2", null).options(10.0)).containsEntry("framerate", "10.0");
        assertThat(Webcam.of("v4l2", null).options(null)).isEmpty();
        assertThat(Webcam.of("avfoundation", null).options(10.0)).containsEntry("framerate", "30");
        assertThat(Webcam.of("dshow", null).options(10.0)).isEmpty();
    }

    @Test
    void aNameForDirectShowIsMarkedAsACameras() {
        assertThat(Webcam.of("dshow", "HD Camera").device()).isEqualTo("video=HD Camera");
        assertThat(Webcam.of("dshow", "video=HD Camera").device()).isEqualTo("video=HD Camera");
        assertThat(Webcam.of("v4l2", "/dev/video2").device()).isEqualTo("/dev/video2");
    }

    @Test
    void aNumberIsACameraAsElsewhere() {
        assertThat(Webcam.of("v4l2", "0").device()).isEqualTo("/dev/video0");
        assertThat(Webcam.of("avfoundation", "1").device()).isEqualTo("1");
        assertThat(Webcam.isDevice("0")).isTrue();
        assertThat(Webcam.isDevice("/dev/video12")).isTrue();
        assertThat(Webcam.isDevice("clip.mp4")).isFalse();
        assertThat(Webcam.isDevice("2024")).isFalse();
        assertThat(Webcam.isDevice("/dev/sda")).isFalse();
    }
}
