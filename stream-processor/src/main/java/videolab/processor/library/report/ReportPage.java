package videolab.processor.library.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import videolab.processor.library.report.LibraryData.LabelSum;
import videolab.processor.library.report.LibraryData.Video;

/** The page's body. */
final class ReportPage {

    /** A page with more timelines than this would not open in a second. */
    private static final int MOST_VIDEOS = 300;

    private static final int MOST_LANES = 12;
    private static final int MOST_THUMBNAILS = 24;
    private static final int LANE = 18;
    private static final int NAMES = 150;
    private static final int WIDTH = 900;

    private final LibraryData data;
    private final Map<String, BarChart> charts;
    private final Instant now;
    private final StringBuilder html = new StringBuilder();

    ReportPage(LibraryData data, Map<String, BarChart> charts, Instant now) {
        this.data = data;
        this.charts = charts;
        this.now = now;
    }

    String body() {
        List<Video> videos = data.videos();
        header(videos);
        html.append("<section class=\"cards\">");
        charts.forEach((name, chart) -> html.append("<article class=\"card\"><h2>")
                .append(Html.text(chart.title()))
                .append("</h2>")
                .append(chart.svg())
                .append("<p class=\"soft\"><a href=\"")
                .append(name)
                .append(".png\">PNG</a>")
                .append(name.equals("common_labels") ? " · <a href=\"common_labels.csv\">CSV</a>" : "")
                .append("</p></article>"));
        html.append("</section><section><div class=\"row\"><h2>Videos</h2><input id=\"filter\" type=\"search\""
                + " placeholder=\"Filter by name or label\" aria-label=\"Filter by name or label\"></div>");
        videos.stream().limit(MOST_VIDEOS).forEach(this::video);
        if (videos.size() > MOST_VIDEOS) {
            html.append("<p class=\"soft\">The first " + MOST_VIDEOS + " of ")
                    .append(videos.size())
                    .append(" videos are shown; <code>./lab library search</code> finds moments in all of them.</p>");
        }
        html.append("</section>");
        return html.toString();
    }

    private void header(List<Video> videos) {
        long millis = videos.stream().mapToLong(Video::durationMillis).sum();
        long bytes = videos.stream()
                .mapToLong(video -> video.row().get("content_length").longValue())
                .sum();
        long shots = videos.stream().mapToLong(video -> video.shots().size()).sum();
        html.append("<header><h1>Video library</h1><p class=\"soft\">")
                .append(now.truncatedTo(ChronoUnit.SECONDS)
                        .toString()
                        .replace('T', ' ')
                        .replace("Z", " UTC"))
                .append("</p><div class=\"tiles\">");
        tile(String.valueOf(videos.size()), "videos");
        tile(LibraryReport.minutes(millis), "of video");
        tile(String.format(Locale.ROOT, "%.1f MB", bytes / 1e6), "stored");
        tile(String.valueOf(shots), "shots");
        tile(String.valueOf(data.labels().size()), "labels");
        data.videosBy(row -> row.get("status").textValue()).forEach((status, count) -> tile(count.toString(), status));
        html.append("</div></header>");
    }

    private void tile(String value, String name) {
        html.append("<div class=\"tile\"><b>")
                .append(Html.text(value))
                .append("</b><span>")
                .append(Html.text(name))
                .append("</span></div>");
    }

    private void video(Video video) {
        JsonNode row = video.row();
        String status = row.get("status").textValue();
        List<LabelSum> sums = data.ofVideo(video).stream()
                .sorted(Comparator.comparingLong(LabelSum::millis).reversed().thenComparing(LabelSum::name))
                .toList();
        StringBuilder words = new StringBuilder(video.key());
        sums.forEach(sum -> words.append(' ').append(sum.name()));
        html.append("<article class=\"card video\" data-words=\"")
                .append(Html.text(words.toString().toLowerCase(Locale.ROOT)))
                .append("\"><div class=\"row\"><h3>")
                .append(Html.text(video.key()))
                .append("</h3><span class=\"badge ")
                .append(status)
                .append("\">")
                .append(status)
                .append("</span></div><p class=\"soft\">")
                .append(Html.text(facts(row)))
                .append("</p>");
        if (row.get("reason").isTextual()) {
            html.append("<p class=\"reason\">")
                    .append(Html.text(row.get("reason").textValue()))
                    .append("</p>");
        }
        timeline(video, sums);
        thumbnails(video);
        if (row.get("sheet").isTextual()) {
            html.append("<details><summary>Contact sheet</summary><img loading=\"lazy\" alt=\"Contact sheet of ")
                    .append(Html.text(video.key()))
                    .append("\" src=\"../")
                    .append(Html.text(row.get("sheet").textValue()))
                    .append("\"></details>");
        }
        labelTable(sums);
        html.append("</article>");
    }

    private static String facts(JsonNode row) {
        JsonNode metadata = row.path("VideoMetadata");
        List<String> facts = new ArrayList<>();
        if (metadata.isObject()) {
            facts.add(metadata.get("Codec").textValue());
            facts.add(metadata.get("FrameWidth").asInt() + "×"
                    + metadata.get("FrameHeight").asInt());
            if (metadata.path("FrameRate").isNumber()) {
                facts.add(String.format(
                        Locale.ROOT, "%.2f frames/s", metadata.get("FrameRate").doubleValue()));
            }
            if (metadata.path("DurationMillis").isNumber()) {
                facts.add(LibraryReport.minutes(metadata.get("DurationMillis").longValue()));
            }
        }
        facts.add(
                String.format(Locale.ROOT, "%.2f MB", row.get("content_length").longValue() / 1e6));
        if (row.get("detectors").isTextual()) {
            facts.add(row.get("samples").longValue() + " samples by "
                    + row.get("detectors").textValue());
        }
        return String.join(" · ", facts);
    }

    /** One lane a label, and the cuts as lines over all of them. */
    private void timeline(Video video, List<LabelSum> sums) {
        long end = Math.max(
                video.durationMillis(),
                video.segments().stream()
                        .mapToLong(segment -> segment.get("EndTimestampMillis").longValue())
                        .max()
                        .orElse(0));
        if (end == 0 || sums.isEmpty()) {
            return;
        }
        Map<String, Integer> lanes = new LinkedHashMap<>();
        sums.stream().limit(MOST_LANES).forEach(sum -> lanes.put(sum.name(), lanes.size()));
        int height = lanes.size() * LANE + 20;
        html.append("<svg class=\"timeline\" role=\"img\" aria-label=\"Labels over time\" viewBox=\"0 0 ")
                .append(WIDTH + NAMES + 10)
                .append(' ')
                .append(height)
                .append("\">");
        lanes.forEach((name, lane) -> html.append("<text class=\"name\" x=\"" + (NAMES - 8) + "\" y=\"")
                .append(lane * LANE + 13)
                .append("\">")
                .append(Html.text(name.length() > 22 ? name.substring(0, 21) + "…" : name))
                .append("</text><line class=\"lane\" x1=\"" + NAMES + "\" x2=\"" + (NAMES + WIDTH) + "\" y1=\"")
                .append(lane * LANE + 9)
                .append("\" y2=\"")
                .append(lane * LANE + 9)
                .append("\"/>"));
        for (JsonNode shot : video.shots()) {
            long start = shot.get("StartTimestampMillis").longValue();
            if (start > 0) {
                double x = NAMES + (double) start * WIDTH / end;
                html.append(String.format(
                        Locale.ROOT,
                        "<line class=\"cut\" x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%d\"><title>cut at %s</title></line>",
                        x,
                        x,
                        lanes.size() * LANE,
                        time(start)));
            }
        }
        for (JsonNode segment : video.segments()) {
            Integer lane = lanes.get(segment.get("Label").get("Name").textValue());
            if (lane == null) {
                continue;
            }
            long from = segment.get("StartTimestampMillis").longValue();
            long until = segment.get("EndTimestampMillis").longValue();
            double confidence = segment.get("Label").get("Confidence").doubleValue();
            html.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\" opacity=\"%.2f\"><title>"
                            + "%s, %s to %s, %.0f %%</title></rect>",
                    segment.get("kind").textValue(),
                    NAMES + (double) from * WIDTH / end,
                    lane * LANE + 3,
                    Math.max(3, (double) (until - from) * WIDTH / end),
                    LANE - 6,
                    0.35 + 0.65 * confidence / 100,
                    Html.text(segment.get("Label").get("Name").textValue()),
                    time(from),
                    time(until),
                    confidence));
        }
        for (int i = 0; i <= 4; i++) {
            html.append(String.format(
                    Locale.ROOT,
                    "<text class=\"tick\" x=\"%d\" y=\"%d\">%s</text>",
                    NAMES + i * WIDTH / 4,
                    height - 4,
                    time(end * i / 4)));
        }
        html.append("</svg>");
    }

    private void thumbnails(Video video) {
        List<JsonNode> shots = video.shots().stream()
                .filter(shot -> shot.get("thumbnail").isTextual())
                .toList();
        if (shots.isEmpty()) {
            return;
        }
        html.append("<div class=\"shots\">");
        shots.stream().limit(MOST_THUMBNAILS).forEach(shot -> html.append(
                        "<figure><img loading=\"lazy\" alt=\"Shot at ")
                .append(time(shot.get("StartTimestampMillis").longValue()))
                .append("\" src=\"../thumbnails/")
                .append(video.row().get("video").textValue())
                .append('/')
                .append(shot.get("thumbnail").textValue())
                .append("\"><figcaption>")
                .append(time(shot.get("StartTimestampMillis").longValue()))
                .append("</figcaption></figure>"));
        html.append("</div>");
    }

    private void labelTable(List<LabelSum> sums) {
        if (sums.isEmpty()) {
            return;
        }
        html.append("<details><summary>")
                .append(sums.size())
                .append(" labels</summary><table><thead><tr><th>Label</th><th>Kind</th><th>Samples</th><th>Time</th>"
                        + "<th>Highest confidence</th></tr></thead><tbody>");
        for (LabelSum sum : sums) {
            html.append(sum.videos() == 1 ? "<tr><td>" : "<tr class=\"weak\"><td>")
                    .append(Html.text(sum.name()))
                    .append("</td><td>")
                    .append(sum.kind())
                    .append("</td><td>")
                    .append(sum.count())
                    .append("</td><td>")
                    .append(LibraryReport.minutes(sum.millis()))
                    .append(String.format(Locale.ROOT, "</td><td>%.0f %%</td></tr>", sum.highest()));
        }
        html.append("</tbody></table></details>");
    }

    private static String time(long millis) {
        return String.format(Locale.ROOT, "%d:%02d.%01d", millis / 60_000, millis / 1000 % 60, millis % 1000 / 100);
    }
}
