package videolab.processor.library.search;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.Stream;
import videolab.contract.Json;

/** Finds the segments of a label by the index files of a library, of which it reads that label's lines alone. */
public final class LabelSearch {

    private static final Comparator<Hit> BEST_FIRST = Comparator.comparingDouble(Hit::confidence)
            .reversed()
            .thenComparing(Hit::key)
            .thenComparing(Hit::startMillis)
            .thenComparing(Hit::label);

    private final String wanted;
    private final double minConfidence;
    private final int limit;
    private final PriorityQueue<Hit> best = new PriorityQueue<>(BEST_FIRST.reversed());
    private final Map<String, Integer> labels = new TreeMap<>();
    private long found;

    /**
     * A stretch of a video with the label.
     *
     * @param video its id
     * @param key its path from the input on
     * @param thumbnail a JPEG's path from the output on; null if there is none
     */
    public record Hit(
            String label,
            String kind,
            String video,
            String key,
            String uri,
            long startMillis,
            long endMillis,
            double confidence,
            long samples,
            String thumbnail) {}

    /**
     * What a search found.
     *
     * @param hits the most confident first, as many as were asked for
     * @param found how many there are
     * @param labels every label of the library and in how many batches it is; for suggestions
     */
    public record Found(List<Hit> hits, long found, Map<String, Integer> labels) {}

    /**
     * @param wanted a label's name, or a part of it; upper and lower case are the same
     * @param minConfidence 0..100
     * @param limit how many hits are kept
     */
    public LabelSearch(String wanted, double minConfidence, int limit) {
        this.wanted = wanted.strip().toLowerCase(Locale.ROOT);
        this.minConfidence = minConfidence;
        this.limit = limit;
    }

    /** Reads the index files of a local folder. */
    public Found inFolder(Path index) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(index)) {
            files = all.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                search(in);
            }
        }
        return result();
    }

    /** Reads one index file. */
    public void search(InputStream in) throws IOException {
        JsonNode places = Json.mapper().readTree(firstLine(in));
        List<Place> matching = new ArrayList<>();
        for (Iterator<String> names = places.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            labels.merge(name, 1, Integer::sum);
            if (name.toLowerCase(Locale.ROOT).contains(wanted)) {
                matching.add(new Place(
                        name,
                        places.get(name).get(0).longValue(),
                        places.get(name).get(1).intValue()));
            }
        }
        matching.sort(Comparator.comparingLong(Place::offset));
        long position = 0;
        for (Place place : matching) {
            in.skipNBytes(place.offset - position);
            read(place.name, in.readNBytes(place.bytes));
            position = place.offset + place.bytes;
        }
    }

    private record Place(String name, long offset, int bytes) {}

    private static byte[] firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return line.toByteArray();
    }

    private void read(String label, byte[] lines) throws IOException {
        try (JsonParser parser = Json.mapper().createParser(lines)) {
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                String video = parser.nextTextValue();
                String key = parser.nextTextValue();
                String uri = parser.nextTextValue();
                long start = parser.nextLongValue(0);
                long end = parser.nextLongValue(0);
                parser.nextToken();
                double confidence = parser.getDoubleValue();
                long samples = parser.nextLongValue(0);
                String kind = parser.nextTextValue();
                String thumbnail = parser.nextTextValue();
                parser.nextToken(); // the array's end
                if (confidence >= minConfidence) {
                    found++;
                    Hit hit = new Hit(label, kind, video, key, uri, start, end, confidence, samples, thumbnail);
                    best.add(hit);
                    if (best.size() > limit) {
                        best.poll();
                    }
                }
            }
        }
    }

    /** What the files read so far hold. */
    public Found result() {
        List<Hit> hits = new ArrayList<>(best);
        hits.sort(BEST_FIRST);
        return new Found(hits, found, labels);
    }
}
