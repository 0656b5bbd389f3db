package videolab.processor.library.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import videolab.contract.Json;
import videolab.processor.library.assembly.Rows;

/**
 * The numbers of a library that the report shows. A label counts as a video's where two samples or two seconds have it: one
 * sample alone is a detector's error too often.
 */
public final class LibraryData {

    private static final int BINS = 20;
    private static final long SHORTEST_MILLIS = 2_000;

    /** One video for the page. */
    public static final class Video {
        private final JsonNode row;
        private final List<JsonNode> segments = new ArrayList<>();
        private final List<JsonNode> shots = new ArrayList<>();

        Video(JsonNode row) {
            this.row = row;
        }

        JsonNode row() {
            return row;
        }

        List<JsonNode> segments() {
            return segments;
        }

        List<JsonNode> shots() {
            return shots;
        }

        String key() {
            return row.get("video_key").textValue();
        }

        /** 0 where unknown. */
        long durationMillis() {
            return row.path("VideoMetadata").path("DurationMillis").asLong(0);
        }
    }

    /**
     * A label over the whole library.
     *
     * @param count samples with it
     * @param millis of video with it
     * @param videos that have it
     * @param highest confidence, 0..100
     */
    public record LabelSum(String name, String kind, long count, long millis, int videos, double highest) {}

    /** Two labels in one video. */
    public record Pair(String one, String other, int videos) {}

    private final Map<String, Video> videos = new LinkedHashMap<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final int[] confidences = new int[BINS];
    private final FileSystem files;
    private final Path root;

    private LibraryData(Path root, Configuration hadoop) throws IOException {
        files = root.getFileSystem(hadoop);
        this.root = root;
    }

    /** Reads a library's tables. */
    public static LibraryData read(Path root, Configuration hadoop) throws IOException {
        LibraryData data = readWithoutLabels(root, hadoop);
        data.each("labels", row -> {
            if (row.get("kind").textValue().equals(Rows.OBJECT)) {
                JsonNode label = row.get("Label");
                data.counts.merge(label.get("Name").textValue(), 1L, Long::sum);
                int bin = (int) (label.get("Confidence").doubleValue() * BINS / 100);
                data.confidences[Math.min(BINS - 1, Math.max(0, bin))]++;
            }
        });
        return data;
    }

    /** Reads the tables but the largest: {@link #labels()} and {@link #confidences()} then count nothing. */
    static LibraryData readWithoutLabels(Path root, Configuration hadoop) throws IOException {
        LibraryData data = new LibraryData(root, hadoop);
        data.each("videos", row -> data.videos.put(row.get("video").textValue(), new Video(row)));
        data.each("segments", row -> data.of(row, video -> video.segments.add(row)));
        data.each("shots", row -> data.of(row, video -> video.shots.add(row)));
        for (Video video : data.videos.values()) {
            video.segments.sort(Comparator.comparingLong(
                    segment -> segment.get("StartTimestampMillis").longValue()));
        }
        return data;
    }

    private void of(JsonNode row, Consumer<Video> use) {
        Video video = videos.get(row.get("video").textValue());
        if (video != null) { // of a batch that is being written
            use.accept(video);
        }
    }

    private void each(String table, Consumer<JsonNode> use) throws IOException {
        FileStatus[] batches = files.listStatus(new Path(root, "json/" + table));
        java.util.Arrays.sort(batches, Comparator.comparing(FileStatus::getPath));
        for (FileStatus batch : batches) {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(files.open(batch.getPath()), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    use.accept(Json.mapper().readTree(line));
                }
            }
        }
    }

    /** The videos by their keys. */
    public List<Video> videos() {
        return videos.values().stream().sorted(Comparator.comparing(Video::key)).toList();
    }

    /** How many samples have each object label, the most first. */
    public List<LabelSum> labels() {
        Map<String, LabelSum> sums = new TreeMap<>();
        for (Video video : videos.values()) {
            for (LabelSum own : ofVideo(video)) {
                sums.merge(
                        own.name(),
                        own,
                        (one, other) -> new LabelSum(
                                one.name(),
                                one.kind(),
                                one.count(),
                                one.millis() + other.millis(),
                                one.videos() + other.videos(),
                                Math.max(one.highest(), other.highest())));
            }
        }
        return sums.values().stream()
                .map(sum -> sum.kind().equals(Rows.OBJECT)
                        ? new LabelSum(
                                sum.name(),
                                sum.kind(),
                                counts.getOrDefault(sum.name(), 0L),
                                sum.millis(),
                                sum.videos(),
                                sum.highest())
                        : sum)
                .sorted(Comparator.comparingLong(LabelSum::count).reversed().thenComparing(LabelSum::name))
                .toList();
    }

    /** The labels of one video, whatever their number of samples; {@code videos} is 1 where it counts as the video's. */
    List<LabelSum> ofVideo(Video video) {
        Map<String, LabelSum> sums = new TreeMap<>();
        for (JsonNode segment : video.segments) {
            JsonNode label = segment.get("Label");
            String name = label.get("Name").textValue();
            LabelSum own = new LabelSum(
                    name,
                    segment.get("kind").textValue(),
                    segment.get("samples").longValue(),
                    segment.get("DurationMillis").longValue(),
                    0,
                    label.get("Confidence").doubleValue());
            sums.merge(
                    name,
                    own,
                    (one, other) -> new LabelSum(
                            name,
                            one.kind(),
                            one.count() + other.count(),
                            one.millis() + other.millis(),
                            0,
                            Math.max(one.highest(), other.highest())));
        }
        return sums.values().stream()
                .map(sum -> new LabelSum(
                        sum.name(),
                        sum.kind(),
                        sum.count(),
                        sum.millis(),
                        sum.count() >= 2 || sum.millis() >= SHORTEST_MILLIS ? 1 : 0,
                        sum.highest()))
                .toList();
    }

    /** Object labels that are together in most videos. */
    public List<Pair> pairs() {
        Map<String, Map<String, Integer>> together = new TreeMap<>();
        for (Video video : videos.values()) {
            Set<String> names = new TreeSet<>();
            ofVideo(video).stream()
                    .filter(sum -> sum.kind().equals(Rows.OBJECT) && sum.videos() == 1)
                    .forEach(sum -> names.add(sum.name()));
            List<String> sorted = List.copyOf(names);
            for (int i = 0; i < sorted.size(); i++) {
                for (int k = i + 1; k < sorted.size(); k++) {
                    together.computeIfAbsent(sorted.get(i), name -> new TreeMap<>())
                            .merge(sorted.get(k), 1, Integer::sum);
                }
            }
        }
        List<Pair> pairs = new ArrayList<>();
        together.forEach((one, others) -> others.forEach((other, count) -> pairs.add(new Pair(one, other, count))));
        pairs.sort(Comparator.comparingInt(Pair::videos)
                .reversed()
                .thenComparing(Pair::one)
                .thenComparing(Pair::other));
        return pairs;
    }

    /** How many label rows lie in each twentieth of the scale of confidence. */
    public int[] confidences() {
        return confidences.clone();
    }

    /** How many videos each value of a column has, the most first. */
    public Map<String, Long> videosBy(java.util.function.Function<JsonNode, String> column) {
        Map<String, Long> counted = new TreeMap<>();
        videos.values().forEach(video -> counted.merge(column.apply(video.row), 1L, Long::sum));
        Map<String, Long> sorted = new LinkedHashMap<>();
        counted.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }
}
