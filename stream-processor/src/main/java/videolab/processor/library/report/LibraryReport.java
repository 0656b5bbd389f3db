package videolab.processor.library.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.processor.library.assembly.Rows;
import videolab.processor.library.report.BarChart.Bar;
import videolab.processor.library.report.LibraryData.LabelSum;
import videolab.processor.library.report.LibraryData.Pair;
import videolab.processor.library.store.OutputFiles;

/** Writes {@code report/}: a page that opens without a network, PNG charts, and {@code common_labels.csv}. */
public final class LibraryReport {

    private static final Logger LOG = LoggerFactory.getLogger(LibraryReport.class);
    private static final int TOP = 10;
    private static final double MINUTE = 60_000;

    private final LibraryData data;
    private final OutputFiles files;

    private LibraryReport(LibraryData data, OutputFiles files) {
        this.data = data;
        this.files = files;
    }

    /**
     * Writes the report of a library.
     *
     * @return the page's path
     */
    public static Path write(Path root, Configuration hadoop) throws IOException {
        LibraryData data = LibraryData.read(root, hadoop);
        LibraryReport report = new LibraryReport(data, new OutputFiles(root, hadoop));
        report.write();
        return new Path(root, "report/index.html");
    }

    private void write() throws IOException {
        Map<String, BarChart> charts = charts();
        files.put("report/common_labels.csv", commonLabels());
        boolean fonts = true;
        for (Map.Entry<String, BarChart> chart : charts.entrySet()) {
            try {
                files.put("report/" + chart.getKey() + ".png", chart.getValue().png());
            } catch (NoClassDefFoundError | UnsatisfiedLinkError | InternalError | RuntimeException e) {
                // A Java without font libraries, as in small images.
                fonts = false;
                LOG.debug("no font", e);
            }
        }
        if (!fonts) {
            LOG.warn("this Java has no fonts, so that no PNG charts were drawn: install fontconfig and a font"
                    + " (Debian: fontconfig fonts-dejavu-core); the page has them all the same");
        }
        String page = resource("report.html")
                .replace("/*STYLE*/", resource("report.css"))
                .replace("<!--BODY-->", new ReportPage(data, charts, Instant.now()).body());
        files.put("report/index.html", page.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code label,count}, the most first: a label's count is the number of samples that have it. */
    private byte[] commonLabels() {
        StringBuilder csv = new StringBuilder("label,count\n");
        for (LabelSum sum : data.labels()) {
            if (sum.kind().equals(Rows.OBJECT)) {
                csv.append(quoted(sum.name())).append(',').append(sum.count()).append('\n');
            }
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String cell) {
        // A leading sign would be a formula to a spreadsheet.
        String safe = cell.matches("^[=+\\-@\\t\\r].*") ? "'" + cell : cell;
        return safe.matches(".*[\",\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    private Map<String, BarChart> charts() {
        List<LabelSum> objects = data.labels().stream()
                .filter(sum -> sum.kind().equals(Rows.OBJECT))
                .toList();
        Map<String, BarChart> charts = new LinkedHashMap<>();
        charts.put(
                "common_labels",
                new BarChart(
                        "Top 10 Most Common Detected Objects",
                        "samples",
                        objects.stream()
                                .limit(TOP)
                                .map(sum -> new Bar(
                                        sum.name(), sum.count(), String.format(Locale.ROOT, "%,d", sum.count())))
                                .toList()));
        charts.put(
                "label_minutes",
                new BarChart(
                        "Minutes of video with a label",
                        "minutes",
                        objects.stream()
                                .sorted((one, other) -> Long.compare(other.millis(), one.millis()))
                                .limit(TOP)
                                .map(sum -> new Bar(sum.name(), sum.millis(), minutes(sum.millis())))
                                .toList()));
        charts.put(
                "actions",
                new BarChart(
                        "Minutes of movement and things that stay, and how often things enter and leave",
                        "",
                        data.labels().stream()
                                .filter(sum -> sum.kind().equals(Rows.ACTION))
                                .limit(TOP)
                                .map(sum -> new Bar(
                                        sum.name(),
                                        sum.count(),
                                        sum.count() + "×" + (sum.millis() > 0 ? ", " + minutes(sum.millis()) : "")))
                                .toList()));
        charts.put(
                "co_occurrence",
                new BarChart(
                        "Labels that are in the same video",
                        "videos",
                        data.pairs().stream().limit(TOP).map(LibraryReport::bar).toList()));
        List<Bar> spread = new ArrayList<>();
        int[] bins = data.confidences();
        int first = 0;
        while (first < bins.length - 1 && bins[first] == 0) {
            first++;
        }
        for (int i = first; i < bins.length; i++) {
            spread.add(new Bar(
                    i * 100 / bins.length + " – " + (i + 1) * 100 / bins.length + " %",
                    bins[i],
                    String.format(Locale.ROOT, "%,d", bins[i])));
        }
        charts.put("confidence", new BarChart("Labels by confidence", "rows", spread));
        charts.put("formats", new BarChart("Videos by container and codec", "videos", formats()));
        return charts;
    }

    private static Bar bar(Pair pair) {
        return new Bar(pair.one() + " + " + pair.other(), pair.videos(), String.valueOf(pair.videos()));
    }

    private List<Bar> formats() {
        return data
                .videosBy(row -> row.path("VideoMetadata").isObject()
                        ? row.get("video_key")
                                        .textValue()
                                        .replaceFirst("^.*\\.", "")
                                        .toLowerCase(Locale.ROOT) + " / "
                                + row.get("VideoMetadata").get("Codec").textValue()
                        : "unreadable")
                .entrySet()
                .stream()
                .limit(TOP)
                .map(entry -> new Bar(entry.getKey(), entry.getValue(), String.valueOf(entry.getValue())))
                .toList();
    }

    static String minutes(long millis) {
        return millis < MINUTE
                ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
                : String.format(Locale.ROOT, "%.1f min", millis / MINUTE);
    }

    private static String resource(String name) {
        try (InputStream in = LibraryReport.class.getResourceAsStream("/library/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
