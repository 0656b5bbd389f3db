package videolab.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

/** FFmpeg's own log. */
final class FfmpegLog {

    private FfmpegLog() {}

    /** What matters comes back as a return code; a broken stream would fill the terminal with the rest. */
    static void off() {
        av_log_set_level(AV_LOG_QUIET);
    }
}
