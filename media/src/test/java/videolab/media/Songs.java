package videolab.media;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;

/** Silence with a cover picture. */
final class Songs {

    private static final int RATE = 44_100;

    private Songs() {}

    static void writeWithCover(Path file, byte[] jpeg) throws IOException {
        boolean mp3 = file.toString().endsWith("mp3");
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), 1)) {
            recorder.setFormat(mp3 ? "mp3" : "ipod");
            recorder.setAudioCodec(mp3 ? avcodec.AV_CODEC_ID_MP3 : avcodec.AV_CODEC_ID_AAC);
            recorder.setSampleRate(RATE);
            recorder.start();
            Frame silence = new Frame();
            silence.sampleRate = RATE;
            silence.audioChannels = 1;
            silence.samples = new java.nio.Buffer[] {ShortBuffer.allocate(RATE)};
            recorder.record(silence);
        }
        byte[] song = Files.readAllBytes(file);
        Files.write(file, mp3 ? withId3(song, jpeg) : withCovr(song, jpeg));
    }

    private static byte[] withId3(byte[] song, byte[] jpeg) {
        byte[] head = "\0image/jpeg\0\3\0".getBytes(US_ASCII);
        int frame = head.length + jpeg.length;
        int tag = 10 + frame;
        return ByteBuffer.allocate(10 + tag + song.length)
                .put("ID3\3\0\0".getBytes(US_ASCII))
                .put(new byte[] {
                    (byte) (tag >> 21 & 127), (byte) (tag >> 14 & 127), (byte) (tag >> 7 & 127), (byte) (tag & 127)
                })
                .put("APIC".getBytes(US_ASCII))
                .putInt(frame)
                .putShort((short) 0)
                .put(head)
                .put(jpeg)
                .put(song)
                .array();
    }

    /** The index lies at the end: what is added to it moves nothing. */
    private static byte[] withCovr(byte[] song, byte[] jpeg) {
        byte[] data = box(
                "data",
                ByteBuffer.allocate(8 + jpeg.length)
                        .putInt(13)
                        .putInt(0)
                        .put(jpeg)
                        .array());
        byte[] handler = box(
                "hdlr",
                ByteBuffer.allocate(25)
                        .putLong(0)
                        .put("mdirappl".getBytes(US_ASCII))
                        .array());
        byte[] list = box("ilst", box("covr", data));
        byte[] meta = box(
                "meta",
                ByteBuffer.allocate(4 + handler.length + list.length)
                        .putInt(0)
                        .put(handler)
                        .put(list)
                        .array());
        byte[] added = box("udta", meta);
        int moov = 0;
        while (!new String(song, moov + 4, 4, US_ASCII).equals("moov")) {
            moov += ByteBuffer.wrap(song).getInt(moov);
        }
        int length = ByteBuffer.wrap(song).getInt(moov);
        ByteBuffer file = ByteBuffer.allocate(song.length + added.length)
                .put(song, 0, moov + length)
                .put(added)
                .put(song, moov + length, song.length - moov - length);
        return file.putInt(moov, length + added.length).array();
    }

    private static byte[] box(String name, byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .putInt(8 + content.length)
                .put(name.getBytes(US_ASCII))
                .put(content)
                .array();
    }
}
