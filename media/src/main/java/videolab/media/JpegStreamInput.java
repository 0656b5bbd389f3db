package videolab.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** The JPEGs of a web server's answer: Motion JPEG in any dialect, or one picture. */
final class JpegStreamInput extends PictureInput {

    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final HttpIo io;
    private final Interrupts interrupts;
    private final AVCodecContext decoder;
    private final AVPacket packet = av_packet_alloc();
    private final JpegSplitter splitter = new JpegSplitter();
    private final byte[] chunk = new byte[64 * 1024];
    private long pictures;
    private boolean ended;

    /**
     * @param io the input's from here on
     * @param start what was read of the answer already
     */
    JpegStreamInput(HttpIo io, Interrupts interrupts, byte[] start) throws FfmpegException {
        this.io = io;
        this.interrupts = interrupts;
        this.decoder = Decoders.open(AV_CODEC_ID_MJPEG);
        splitter.add(start, start.length);
    }

    @Override
    public boolean next(Duration patience) throws IOException, InterruptedException {
        interrupts.allow(patience);
        while (true) {
            Optional<byte[]> jpeg = splitter.next();
            if (jpeg.isEmpty() && ended && pictures == 0) {
                jpeg = splitter.last();
            }
            if (jpeg.isPresent()) {
                if (decode(jpeg.get())) {
                    pictures++;
                    return true;
                }
            } else if (ended) {
                if (pictures == 0) {
                    throw new FfmpegException("the server's answer ended without a picture");
                }
                return false;
            } else {
                readMore(patience);
            }
        }
    }

    private void readMore(Duration patience) throws IOException, InterruptedException {
        int read = io.read(chunk);
        if (read <= 0) {
            VideoInput.endWhenInterrupted();
        }
        if (interrupts.expired()) {
            throw new FfmpegException("sent no picture for " + patience.toSeconds() + " s");
        }
        if (read > 0) {
            splitter.add(chunk, read);
        } else {
            // FFmpeg reports an error where a server closes without a Content-Length, which is common for snapshots.
            ended = true;
        }
    }

    /** Whether it is a picture: broken ones are passed over. */
    private boolean decode(byte[] jpeg) throws FfmpegException {
        FfmpegException.check("cannot be decoded", av_new_packet(packet, jpeg.length));
        packet.data().put(jpeg);
        int sent = avcodec_send_packet(decoder, packet);
        av_packet_unref(packet);
        return sent >= 0 && avcodec_receive_frame(decoder, picture()) >= 0;
    }

    @Override
    public Duration timestamp() {
        return Duration.ZERO;
    }

    @Override
    public String codecName() {
        return Decoders.name(AV_CODEC_ID_MJPEG);
    }

    /** Known when the answer has ended. */
    @Override
    public boolean isStill() {
        return ended && pictures == 1;
    }

    @Override
    public boolean isRecording() {
        return false;
    }

    @Override
    public void close() {
        interrupts.allow(CLOSING);
        super.close();
        av_packet_free(packet);
        avcodec_free_context(decoder);
        io.close();
        interrupts.close();
    }
}
