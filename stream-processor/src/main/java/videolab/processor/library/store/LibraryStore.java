package videolab.processor.library.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.contract.Json;
import videolab.contract.VideoMetadataFile;
import videolab.processor.library.assembly.Rows.VideoRow;
import videolab.processor.library.assembly.VideoFile;
import videolab.processor.library.assembly.VideoResult;

/**
 * Writes what the library found, and knows what it holds already.
 *
 * <pre>
 * &lt;root&gt;/videos|labels|segments|shots/&lt;run&gt;-&lt;batch&gt;.parquet
 * &lt;root&gt;/json/videos|labels|segments|shots/&lt;run&gt;-&lt;batch&gt;.json
 * &lt;root&gt;/metadata/&lt;key&gt;.json   thumbnails/&lt;video&gt;/shot-00000.jpg   sheets/&lt;video&gt;.jpg   index/&lt;run&gt;-&lt;batch&gt;.jsonl
 * </pre>
 *
 * Each run and batch has files of its own, so that runs at the same time cannot lose each other's rows. A batch counts from
 * the moment when {@code json/videos} has its file, which is written last; what an earlier run left without it is removed. A
 * video that is worked again leaves its older batch, whose files are rewritten without it.
 */
public final class LibraryStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LibraryStore.class);

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration DEAD = Duration.ofSeconds(60);
    private static final Duration LOCK_PATIENCE = Duration.ofMinutes(2);
    private static final String LOCK = OutputFiles.OWN + "/lock";
    private static final String RUNS = OutputFiles.OWN + "/runs";

    private final OutputFiles files;
    private final String run;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "library-heartbeat");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Known> known = new HashMap<>();
    private final Set<String> readBatches = new HashSet<>();
    private int batches;

    private record Known(String batch, long bytes, Instant modifiedAt, String etag, String settings, String status) {}

    private LibraryStore(OutputFiles files, String run) {
        this.files = files;
        this.run = run;
    }

    /**
     * Opens the output, removes what a run that died left unfinished, and reads which videos it holds.
     *
     * @param root made where it is missing
     */
    public static LibraryStore open(Path root, Configuration hadoop) throws IOException {
        OutputFiles files = new OutputFiles(root, hadoop);
        String run =
                STAMP.format(Instant.now()) + "-" + UUID.randomUUID().toString().substring(0, 8);
        LibraryStore store = new LibraryStore(files, run);
        store.beat();
        store.heart.scheduleAtFixedRate(
                store::beatQuietly, HEARTBEAT.toSeconds(), HEARTBEAT.toSeconds(), TimeUnit.SECONDS);
        store.locked(() -> {
            store.removeUnfinished();
            store.readBatches();
        });
        return store;
    }

    /** This run's id: part of the names of its files. */
    public String run() {
        return run;
    }

    /** Where the output lies. */
    public Path root() {
        return files.root();
    }

    /** Whether the output holds this video as it is now, worked by these settings and not failed. */
    public boolean holds(VideoFile file, String settings) {
        Known entry = known.get(file.video());
        if (entry == null || entry.status.equals("failed") || !entry.settings.equals(settings)) {
            return false;
        }
        boolean same = file.etag() != null && entry.etag != null
                ? file.etag().equals(entry.etag)
                : file.modifiedAt().equals(entry.modifiedAt);
        return same && entry.bytes == file.bytes();
    }

    /** Writes a batch: pictures and metadata, then the tables, in the end what makes it count. */
    public void commit(List<VideoResult> results) throws IOException {
        if (results.isEmpty()) {
            return;
        }
        for (VideoResult result : results) {
            writeBesides(result);
        }
        String batch = String.format(Locale.ROOT, "%s-%04d", run, batches++);
        Map<Table, List<JsonNode>> rows = rows(results);
        Set<String> videos = new HashSet<>();
        results.forEach(result -> videos.add(result.video().video()));
        locked(() -> {
            readBatches(); // of another run at the same time
            removeFromBatches(videos);
            try {
                writeBatch(batch, rows);
            } catch (IOException | RuntimeException e) {
                removeQuietly(batch);
                throw e;
            }
            remember(batch, rows.get(Table.VIDEOS));
        });
    }

    private static Map<Table, List<JsonNode>> rows(List<VideoResult> results) {
        Map<Table, List<JsonNode>> rows = new LinkedHashMap<>();
        for (Table table : Table.values()) {
            List<JsonNode> nodes = new ArrayList<>();
            for (VideoResult result : results) {
                List<?> of =
                        switch (table) {
                            case VIDEOS -> List.of(result.video());
                            case LABELS -> result.labels();
                            case SEGMENTS -> result.segments();
                            case SHOTS -> result.shots();
                        };
                of.forEach(row -> nodes.add(Json.mapper().valueToTree(row)));
            }
            rows.put(table, nodes);
        }
        return rows;
    }

    private void writeBesides(VideoResult result) throws IOException {
        String video = result.video().video();
        for (Map.Entry<String, byte[]> thumbnail : result.thumbnails().entrySet()) {
            files.put("thumbnails/" + video + "/" + thumbnail.getKey(), thumbnail.getValue());
        }
        if (result.sheet() != null) {
            files.put(result.video().sheet(), result.sheet());
        }
        if (result.video().metadata() != null) {
            VideoRow row = result.video();
            VideoMetadataFile metadata = new VideoMetadataFile(
                    row.videoKey(),
                    row.contentType(),
                    row.contentLength(),
                    row.video(),
                    row.uri(),
                    row.modifiedAt(),
                    row.etag(),
                    row.metadata(),
                    result.probed() == null ? null : result.probed().probe());
            files.put(VideoMetadataFile.name(row.videoKey()), metadata.bytes());
        }
    }

    private void writeBatch(String batch, Map<Table, List<JsonNode>> rows) throws IOException {
        for (Table table : Table.values()) {
            List<JsonNode> nodes = rows.get(table);
            files.put(
                    table.folder() + "/" + batch + ".parquet",
                    path -> ParquetRows.write(path, files.hadoop(), table.schema(), nodes));
            if (table == Table.VIDEOS) {
                files.put(index(batch), LabelIndex.write(nodes, rows.get(Table.SEGMENTS)));
            }
            files.put(json(table, batch), lines(nodes));
        }
    }

    private static byte[] lines(List<JsonNode> nodes) {
        StringBuilder text = new StringBuilder();
        nodes.forEach(node -> text.append(Json.line(node)).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String json(Table table, String batch) {
        return "json/" + table.folder() + "/" + batch + ".json";
    }

    private static String index(String batch) {
        return "index/" + batch + ".jsonl";
    }

    /** Takes videos that are worked again out of the batches that hold them. */
    private void removeFromBatches(Set<String> videos) throws IOException {
        Set<String> touched = new HashSet<>();
        for (String video : videos) {
            Known entry = known.get(video);
            if (entry != null) {
                touched.add(entry.batch);
            }
        }
        for (String batch : touched) {
            Map<Table, List<JsonNode>> rest = new LinkedHashMap<>();
            for (Table table : Table.values()) {
                List<JsonNode> kept = new ArrayList<>();
                for (JsonNode row : readRows(json(table, batch))) {
                    if (!videos.contains(row.get("video").textValue())) {
                        kept.add(row);
                    }
                }
                rest.put(table, kept);
            }
            if (rest.get(Table.VIDEOS).isEmpty()) {
                removeBatch(batch);
            } else {
                writeBatch(batch, rest);
            }
        }
    }

    private void removeBatch(String batch) throws IOException {
        files.delete(json(Table.VIDEOS, batch));
        files.delete(index(batch));
        for (Table table : Table.values()) {
            files.delete(table.folder() + "/" + batch + ".parquet");
            files.delete(json(table, batch));
        }
    }

    /** Where a batch could not be written whole, readers see nothing of it; the next run removes what stays. */
    private void removeQuietly(String batch) {
        try {
            removeBatch(batch);
        } catch (IOException | RuntimeException e) {
            LOG.warn("what was written of batch {} stays until the next run: {}", batch, e.getMessage());
        }
    }

    private List<JsonNode> readRows(String name) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : files.read(name).split("\n")) {
            if (!line.isEmpty()) {
                rows.add(Json.mapper().readTree(line));
            }
        }
        return rows;
    }

    private void readBatches() throws IOException {
        for (FileStatus status : files.list("json/" + Table.VIDEOS.folder())) {
            String batch = batchOf(status);
            if (!readBatches.contains(batch)) {
                remember(batch, readRows(json(Table.VIDEOS, batch)));
            }
        }
    }

    private void remember(String batch, List<JsonNode> videos) {
        readBatches.add(batch);
        for (JsonNode row : videos) {
            known.put(
                    row.get("video").textValue(),
                    new Known(
                            batch,
                            row.get("content_length").longValue(),
                            Instant.parse(row.get("modified_at").textValue()),
                            row.get("etag").textValue(),
                            row.get("settings").textValue(),
                            row.get("status").textValue()));
        }
    }

    private static String batchOf(FileStatus status) {
        String name = status.getPath().getName();
        return name.substring(0, name.lastIndexOf('.'));
    }

    /** Removes batches without the file that makes them count, and partial files, of runs that are no more. */
    private void removeUnfinished() throws IOException {
        Set<String> alive = new HashSet<>();
        boolean all = true;
        for (FileStatus status : files.list(RUNS)) {
            if (isAlive(status)) {
                alive.add(batchOf(status));
                all &= batchOf(status).equals(run);
            } else {
                files.delete(RUNS + "/" + status.getPath().getName());
            }
        }
        Set<String> counted = new HashSet<>();
        files.list("json/" + Table.VIDEOS.folder()).forEach(status -> counted.add(batchOf(status)));
        List<String> folders = new ArrayList<>(List.of("index"));
        for (Table table : Table.values()) {
            folders.add(table.folder());
            folders.add("json/" + table.folder());
        }
        for (String folder : folders) {
            for (FileStatus status : files.list(folder)) {
                String batch = batchOf(status);
                String owner = batch.substring(0, Math.max(0, batch.lastIndexOf('-')));
                if (!counted.contains(batch) && !alive.contains(owner)) {
                    LOG.info(
                            "removing {}/{}, which a run that died left unfinished",
                            folder,
                            status.getPath().getName());
                    files.delete(folder + "/" + status.getPath().getName());
                }
            }
        }
        if (all) { // a partial file has no run's name
            for (FileStatus status : files.list(OutputFiles.OWN + "/tmp")) {
                // A run that starts at this moment writes its first file before it is known to be alive.
                if (System.currentTimeMillis() - status.getModificationTime() <= DEAD.toMillis()) {
                    continue;
                }
                files.delete(OutputFiles.OWN + "/tmp/" + status.getPath().getName());
            }
        }
    }

    /** A run that has not told of itself for a minute, or whose process on this machine is gone, is no more. */
    private boolean isAlive(FileStatus status) throws IOException {
        if (batchOf(status).equals(run)) {
            return true;
        }
        if (System.currentTimeMillis() - status.getModificationTime() > DEAD.toMillis()) {
            return false;
        }
        try {
            JsonNode told = Json.mapper()
                    .readTree(files.read(RUNS + "/" + status.getPath().getName()));
            return !told.path("host").asText().equals(host())
                    || ProcessHandle.of(told.path("pid").asLong()).isPresent();
        } catch (java.io.FileNotFoundException e) { // it has just ended
            return false;
        }
    }

    private void beat() throws IOException {
        ObjectNode told = Json.mapper().createObjectNode();
        told.put("host", host());
        told.put("pid", ProcessHandle.current().pid());
        files.put(RUNS + "/" + run + ".json", Json.bytes(told));
    }

    private void beatQuietly() {
        try {
            beat();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the output cannot be told that this run is alive: {}", e.getMessage());
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** One run at a time changes tables. A lock that is older than any commit takes was left by a run that died. */
    private void locked(Work work) throws IOException {
        long deadline = System.nanoTime() + LOCK_PATIENCE.toNanos();
        while (!files.create(LOCK, run.getBytes(StandardCharsets.UTF_8))) {
            try {
                FileStatus lock = files.status(LOCK);
                String owner = files.read(LOCK);
                boolean dead = System.currentTimeMillis() - lock.getModificationTime() > DEAD.toMillis()
                        || !owner.isEmpty() // it is being written just now
                                && files.list(RUNS).stream()
                                        .filter(status -> batchOf(status).equals(owner))
                                        .noneMatch(this::isAliveQuietly);
                if (dead) {
                    files.delete(LOCK);
                    continue;
                }
            } catch (java.io.FileNotFoundException e) {
                continue;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "another run has held " + files.path(LOCK) + " for " + LOCK_PATIENCE.toMinutes() + " minutes");
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for " + files.path(LOCK), e);
            }
        }
        try {
            work.run();
        } finally {
            files.delete(LOCK);
        }
    }

    private boolean isAliveQuietly(FileStatus status) {
        try {
            return isAlive(status);
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        heart.shutdownNow();
        files.delete(RUNS + "/" + run + ".json");
    }
}
