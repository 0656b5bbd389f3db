package videolab.processor.library.rekognition;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.FileStatus;
import videolab.contract.Json;
import videolab.processor.library.assembly.VideoFile;
import videolab.processor.library.store.OutputFiles;

/**
 * Which jobs were ordered, in the output: {@code _library/rekognition/<video>-<what was ordered>.json}. It is written before a
 * job is ordered and again when its id is known, so that a run after a kill goes on with the same job.
 */
public final class JobLedger {

    /** Rekognition keeps results, and knows tokens, for seven days; this is a little less. */
    private static final Duration KEPT = Duration.ofDays(7).minusHours(1);

    private static final String FOLDER = "_library/rekognition";

    private final OutputFiles files;
    private final double minConfidence;

    /** @param minConfidence part of what is ordered */
    public JobLedger(OutputFiles files, double minConfidence) {
        this.files = files;
        this.minConfidence = minConfidence;
    }

    /** What became of a job. */
    enum State {
        /** The order may have arrived or not: the same token asks for the same job. */
        ORDERED,
        STARTED,
        READ,
        FAILED
    }

    /**
     * One job.
     *
     * @param attempt a job that failed is ordered anew with the next number
     * @param job the service's id; null while unknown
     */
    record Entry(
            @JsonProperty("video") String video,
            @JsonProperty("uri") String uri,
            @JsonProperty("state") State state,
            @JsonProperty("attempt") int attempt,
            @JsonProperty("job") String job,
            @JsonProperty("ordered_at") Instant orderedAt,
            @JsonProperty("usd") double usd) {

        Entry as(State now, String id) {
            return new Entry(video, uri, now, attempt, id, orderedAt, usd);
        }

        boolean isOpen() {
            return state == State.ORDERED || state == State.STARTED;
        }

        boolean isKept() {
            return orderedAt.isAfter(Instant.now().minus(KEPT));
        }
    }

    /** Whether a job of this very video was ordered and can still be read, so that nothing is to be paid. */
    boolean hasJob(VideoFile file) throws IOException {
        return find(file).filter(entry -> entry.state != State.FAILED).isPresent();
    }

    Optional<Entry> find(VideoFile file) throws IOException {
        return read(name(file)).filter(Entry::isKept);
    }

    /** What must be paid for jobs whose results were not read yet, of all videos. */
    double openUsd() throws IOException {
        double usd = 0;
        for (FileStatus status : files.list(FOLDER)) {
            usd += read(FOLDER + "/" + status.getPath().getName())
                    .filter(entry -> entry.isOpen() && entry.isKept())
                    .map(Entry::usd)
                    .orElse(0.0);
        }
        return usd;
    }

    private Optional<Entry> read(String name) throws IOException {
        try {
            return Optional.of(Json.mapper().readValue(files.read(name), Entry.class));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    void write(VideoFile file, Entry entry) throws IOException {
        files.put(name(file), (Json.line(entry) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void forget(VideoFile file) throws IOException {
        files.delete(name(file));
    }

    /** At most 64 of {@code [a-zA-Z0-9-_]}: equal for the same video, ETag and settings, wherever the output is. */
    String token(VideoFile file, int attempt) {
        return DigestUtils.sha256Hex(ordered(file) + "|" + attempt);
    }

    private String ordered(VideoFile file) {
        String version = file.etag() != null ? file.etag() : file.bytes() + "@" + file.modifiedAt();
        return DigestUtils.sha256Hex(file.video() + "|" + version + "|labels|" + minConfidence);
    }

    private String name(VideoFile file) {
        return FOLDER + "/" + file.video() + "-" + ordered(file).substring(0, 16) + ".json";
    }
}
