package videolab.media;

import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An error of FFmpeg. The message does not contain the input's address, which may hold a password. */
public class FfmpegException extends IOException {

    private static final long serialVersionUID = 1;
    private static final int LONGEST_SENTENCE = 256;

    public FfmpegException(String sentence) {
        super(sentence);
    }

    public FfmpegException(String what, int errorCode) {
        super(what + ": " + sentence(errorCode));
    }

    public static int check(String what, int returned) throws FfmpegException {
        if (returned < 0) {
            throw new FfmpegException(what, returned);
        }
        return returned;
    }

    private static String sentence(int errorCode) {
        byte[] text = new byte[LONGEST_SENTENCE];
        av_strerror(errorCode, text, text.length);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }
}
