package videolab.source.render;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;

/** Writes a video file: H.264, or Motion JPEG into an AVI. */
final class VideoWriter implements ClipWriter {

    /** Bits per pixel and frame at which H.264 keeps the expression of a small face in spite of the noise. */
    private static final double BITS_PER_PIXEL = 0.16;

    private final FFmpegFrameRecorder recorder;
    private final Java2DFrameConverter converter = new Java2DFrameConverter();

    VideoWriter(Path file, int width, int height, double framesPerSecond) throws IOException {
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        recorder = new FFmpegFrameRecorder("file:" + file, width, height);
        recorder.setFrameRate(framesPerSecond);
        if (file.toString().endsWith(".avi")) {
            recorder.setVideoCodec(avcodec.AV_CODEC_ID_MJPEG);
            recorder.setPixelFormat(avutil.AV_PIX_FMT_YUVJ420P);
            recorder.setVideoQuality(3);
        } else {
            recorder.setVideoCodecName("libopenh264");
            recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
            recorder.setVideoBitrate((int) (width * height * framesPerSecond * BITS_PER_PIXEL));
            recorder.setGopSize((int) Math.ceil(framesPerSecond * 2));
        }
        recorder.start();
    }

    @Override
    public void write(BufferedImage picture, double jpegQuality) throws IOException {
        // The frame stays the converter's: it is used again for the next picture.
        recorder.record(converter.convert(picture), avutil.AV_PIX_FMT_BGR24);
    }

    @Override
    public void close() throws IOException {
        recorder.close();
        converter.close();
    }
}
