package videolab.media;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;

/** Renders small clips for tests: a square that moves, and stripes of the frame's number. */
final class Clips {

    private Clips() {}

    static Path write(
            Path file,
            String codec,
            int width,
            int height,
            double framesPerSecond,
            int frames,
            int gop,
            Map<String, String> options)
            throws IOException {
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder("file:" + file, width, height);
                Java2DFrameConverter converter = new Java2DFrameConverter()) {
            recorder.setFrameRate(framesPerSecond);
            recorder.setVideoCodecName(codec);
            recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
            recorder.setVideoBitrate(800_000);
            recorder.setGopSize(gop);
            options.forEach(recorder::setOption);
            recorder.start();
            for (int i = 0; i < frames; i++) {
                recorder.record(converter.convert(picture(width, height, i)), avutil.AV_PIX_FMT_BGR24);
            }
        }
        return file;
    }

    private static BufferedImage picture(int width, int height, int frame) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(new Color(40 + width % 97, 80, 60 + frame % 120));
        pen.fillRect(0, 0, width, height);
        pen.setColor(Color.ORANGE);
        pen.fillRect(frame * 5 % width, frame * 3 % height, 40, 40);
        pen.setColor(Color.WHITE);
        for (int bit = 0; bit < 12; bit++) {
            if ((frame >> bit & 1) == 1) {
                pen.fillRect(bit * width / 12, 0, width / 14, height / 6);
            }
        }
        pen.dispose();
        return picture;
    }
}
