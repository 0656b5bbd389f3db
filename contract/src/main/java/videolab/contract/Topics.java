package videolab.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Every topic of the lab, declared once; {@code docs/topics.md} shows a sample record of each. */
public final class Topics {

    /** The largest record on the wire: a frame of 8 MB fits with its headers. Broker, producers and consumers share it. */
    public static final int MAX_MESSAGE_BYTES = 10 * 1024 * 1024;

    private static final int MIB = 1024 * 1024;

    /** Camera frames: key camera id, value JPEG bytes, headers of {@link FrameHeaders}. */
    public static final Topic FRAMES = new Topic(
            "distributed-video1",
            2,
            Map.of(
                    "retention.ms",
                    millis(Duration.ofMinutes(10)),
                    "retention.bytes",
                    String.valueOf(1024 * MIB),
                    // Only closed segments are deleted: without small ones the limits above would not hold.
                    "segment.bytes",
                    String.valueOf(64 * MIB),
                    "segment.ms",
                    millis(Duration.ofMinutes(1)),
                    "max.message.bytes",
                    String.valueOf(MAX_MESSAGE_BYTES),
                    // A source's clock that is slow must not make its frames stale, nor have them deleted early.
                    "message.timestamp.type",
                    "LogAppendTime"));

    /** What was found in each frame: key camera id, value {@link FrameResult} as JSON. */
    public static final Topic RESULTS = new Topic(
            "final_result_topic",
            2,
            Map.of("retention.ms", millis(Duration.ofHours(24)), "segment.ms", millis(Duration.ofHours(1))));

    /** One JPEG per face: key camera id, headers of {@link CropHeaders}. */
    public static final Topic FACE_CROPS = new Topic(
            "face-crops",
            2,
            Map.of("retention.ms", millis(Duration.ofHours(1)), "segment.ms", millis(Duration.ofMinutes(10))));

    /** Unreadable frames: key as read, the first 64 KiB of the value, headers of {@link RejectHeaders}. */
    public static final Topic REJECTED_FRAMES =
            new Topic("rejected-frames", 1, Map.of("retention.ms", millis(Duration.ofHours(24))));

    /** How many faces each frame had, instead of results and crops: key camera id, value {@link FrameCount} as JSON. */
    public static final Topic FACE_COUNTS = new Topic(
            "face-counts",
            2,
            Map.of(
                    "retention.ms",
                    millis(Duration.ofHours(1)),
                    "segment.ms",
                    millis(Duration.ofMinutes(10)),
                    // One clock for all cameras and processors: the sums follow it, and no camera's can push it
                    // ahead.
                    "message.timestamp.type",
                    "LogAppendTime"));

    /** What each camera saw in each minute: key camera and minute, value {@link FaceMinute} as JSON. */
    public static final Topic FACE_MINUTES =
            new Topic("face-minutes", 1, Map.of("retention.ms", millis(Duration.ofHours(24))));

    /** What players tell: key session id, value EPAS JSON or CMCD lines, headers of {@link EventHeaders}. */
    public static final Topic PLAYER_EVENTS = new Topic(
            "player-events",
            2,
            Map.of(
                    "retention.ms",
                    millis(Duration.ofHours(1)),
                    "segment.ms",
                    millis(Duration.ofMinutes(10)),
                    "max.message.bytes",
                    String.valueOf(MAX_MESSAGE_BYTES)));

    /** Access logs of CDNs: value a line, a JSON batch or a whole file, header {@link EventHeaders#FORMAT}. */
    public static final Topic CDN_LOGS = new Topic(
            "cdnlogs",
            2,
            Map.of(
                    "retention.ms",
                    millis(Duration.ofHours(1)),
                    "segment.ms",
                    millis(Duration.ofMinutes(10)),
                    "max.message.bytes",
                    String.valueOf(MAX_MESSAGE_BYTES)));

    /** Rows of {@code docs/kpis.md} about viewers: key window start, table and dimensions, value JSON. */
    public static final Topic AUDIENCE_KPIS =
            new Topic("audience-kpis", 2, Map.of("retention.ms", millis(Duration.ofHours(24))));

    /** Rows of {@code docs/kpis.md} about CDNs: key window start, table and dimensions, value JSON. */
    public static final Topic CDN_KPIS = new Topic("cdn-kpis", 2, Map.of("retention.ms", millis(Duration.ofHours(24))));

    /** Unreadable events and log lines: key as read, the first 64 KiB of the value, headers of {@link RejectHeaders}. */
    public static final Topic REJECTED_EVENTS =
            new Topic("rejected-events", 1, Map.of("retention.ms", millis(Duration.ofHours(24))));

    /** What was seen in stored videos: key video id, value a row of the library's labels as JSON. */
    public static final Topic VIDEO_LABELS =
            new Topic("video-labels", 2, Map.of("retention.ms", millis(Duration.ofHours(24))));

    /** How each running service is: key service and instance, value {@link ServiceStatus} as JSON. */
    public static final Topic SERVICE_STATUS = new Topic(
            "service-status",
            1,
            Map.of("retention.ms", millis(Duration.ofHours(1)), "segment.ms", millis(Duration.ofMinutes(10))));

    public static final List<Topic> ALL = List.of(
            FRAMES,
            RESULTS,
            FACE_CROPS,
            REJECTED_FRAMES,
            FACE_COUNTS,
            FACE_MINUTES,
            PLAYER_EVENTS,
            CDN_LOGS,
            AUDIENCE_KPIS,
            CDN_KPIS,
            REJECTED_EVENTS,
            VIDEO_LABELS,
            SERVICE_STATUS);

    private Topics() {}

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }
}
