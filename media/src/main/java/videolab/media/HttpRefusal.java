package videolab.media;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_BAD_REQUEST;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_FORBIDDEN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_NOT_FOUND;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_OTHER_4XX;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_SERVER_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_TOO_MANY_REQUESTS;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_UNAUTHORIZED;

import java.util.Map;
import java.util.Optional;

/** Sentences for the error statuses of web servers and RTSP servers. */
final class HttpRefusal {

    private static final Map<Integer, String> SENTENCES = Map.of(
            AVERROR_HTTP_BAD_REQUEST(), "the server does not accept the request (status 400)",
            AVERROR_HTTP_NOT_FOUND(), "the server has nothing at this address (status 404)",
            AVERROR_HTTP_TOO_MANY_REQUESTS(), "the server is asked too often (status 429)",
            AVERROR_HTTP_OTHER_4XX(), "the server refuses the request (a status of 405 to 499)",
            AVERROR_HTTP_SERVER_ERROR(), "the server failed (a status of 500 to 599)");

    private HttpRefusal() {}

    /** Empty where FFmpeg's error is not a server's status. */
    static Optional<FfmpegException> of(int errorCode) {
        if (errorCode == AVERROR_HTTP_UNAUTHORIZED()) {
            return Optional.of(
                    new LoginRefusedException("the server does not accept the user and password (status 401)"));
        }
        if (errorCode == AVERROR_HTTP_FORBIDDEN()) {
            return Optional.of(new LoginRefusedException("the server forbids access to this address (status 403)"));
        }
        return Optional.ofNullable(SENTENCES.get(errorCode)).map(FfmpegException::new);
    }
}
