package videolab.processor.library.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.contract.Json;
import videolab.processor.library.assembly.Rows;
import videolab.processor.library.assembly.Rows.Label;
import videolab.processor.library.assembly.Rows.LabelRow;
import videolab.processor.library.assembly.Rows.SegmentLabel;
import videolab.processor.library.assembly.Rows.SegmentRow;
import videolab.processor.library.assembly.Rows.VideoRow;
import videolab.processor.library.assembly.VideoFile;
import videolab.processor.library.assembly.VideoResult;
import videolab.processor.library.inputs.HadoopSettings;
import videolab.processor.library.inputs.S3Options;
import videolab.processor.library.search.LabelSearch;
import videolab.processor.spark.files.NioHadoopLocal;

class LibraryStoreTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final Configuration HADOOP = HadoopSettings.configuration(new S3Options().settings());

    @TempDir
    private Path folder;

    @Test
    void bothFormsOfATableHoldTheSameRows() throws IOException {
        try (LibraryStore store = open()) {
            store.commit(List.of(result("a", 3, store.run()), result("b", 2, store.run())));
        }
        assertThat(lines("json/labels")).hasSize(5);
        assertThat(parquetVideos("labels")).hasSize(5).contains(id("a"), id("b"));
        assertThat(parquetVideos("videos")).containsExactlyInAnyOrder(id("a"), id("b"));
        assertThat(lines("json/labels").get(0))
                .contains("\"Timestamp\":0")
                .contains("\"Label\":{\"Name\":\"Person\",\"Confidence\":90.5");
    }

    /** Two Spark appends to one folder both report success and lose rows. */
    @Test
    void runsAtTheSameTimeLoseNothing() throws Exception {
        int runs = 4;
        int batches = 12;
        ExecutorService threads = Executors.newFixedThreadPool(runs);
        List<Future<?>> ends = new ArrayList<>();
        for (int r = 0; r < runs; r++) {
            int run = r;
            ends.add(threads.submit(() -> {
                try (LibraryStore store = open()) {
                    for (int b = 0; b < batches; b++) {
                        store.commit(List.of(result("run" + run + "-" + b, 5, store.run())));
                    }
                }
                return null;
            }));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        threads.shutdown();

        assertThat(lines("json/labels")).hasSize(runs * batches * 5);
        assertThat(parquetVideos("labels")).hasSize(runs * batches * 5);
        assertThat(parquetVideos("videos")).hasSize(runs * batches).doesNotHaveDuplicates();
    }

    /** Hadoop's local filesystem says so by an Error, which no command turns into a sentence. */
    @Test
    void aFullDiskIsAnIoExceptionAndReadersSeeNothingOfTheBatch() throws IOException {
        assumeThat(Files.exists(Path.of("/dev/full"))).as("Linux has it").isTrue();
        Configuration full = new Configuration(HADOOP);
        full.set("fs.file.impl", FullDisk.class.getName());
        full.setBoolean("fs.file.impl.disable.cache", true);
        FullDisk.room = Long.MAX_VALUE;
        try (LibraryStore store = LibraryStore.open(new org.apache.hadoop.fs.Path(folder.toUri()), full)) {
            store.commit(List.of(result("a", 1, store.run())));
            FullDisk.room = 5_000; // for the tables that come first

            assertThatThrownBy(() -> store.commit(List.of(result("b", 9, store.run()))))
                    .isInstanceOf(IOException.class)
                    .hasMessage("No space left on device");

            FullDisk.room = Long.MAX_VALUE;
        }
        assertThat(parquetVideos("labels")).containsExactly(id("a"));
        assertThat(lines("json/labels")).hasSize(1);
        assertThat(parquetVideos("videos")).containsExactly(id("a"));
        try (Stream<Path> partial = Files.list(folder.resolve("_library/tmp"))) {
            assertThat(partial).isEmpty();
        }
    }

    /** The lab's local filesystem on a disk that has so much room. */
    public static final class FullDisk extends FilterFileSystem {

        private static long room;

        /** Called by Hadoop, by reflection. */
        public FullDisk() {
            super(new NioHadoopLocal());
        }

        @Override
        public String getScheme() {
            return "file";
        }

        /** As Hadoop does it. */
        private static void fail() throws IOException {
            RawLocalFileSystem raw = new RawLocalFileSystem();
            raw.initialize(URI.create("file:///"), new Configuration());
            try (OutputStream full =
                    raw.create(new org.apache.hadoop.fs.Path("/dev/full"), true, 1, (short) 1, 1, null)) {
                full.write(1);
            }
        }

        @Override
        public FSDataOutputStream create(
                org.apache.hadoop.fs.Path file,
                FsPermission permission,
                boolean overwrite,
                int bufferSize,
                short replication,
                long blockSize,
                Progressable progress)
                throws IOException {
            OutputStream disk = super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
            return new FSDataOutputStream(
                    new FilterOutputStream(disk) {
                        @Override
                        public void write(byte[] bytes, int offset, int length) throws IOException {
                            room -= length;
                            if (room < 0) {
                                fail();
                            }
                            out.write(bytes, offset, length);
                        }

                        @Override
                        public void write(int value) throws IOException {
                            write(new byte[] {(byte) value}, 0, 1);
                        }
                    },
                    null);
        }
    }

    @Test
    void aVideoThatTwoRunsWorkedIsThereOnce() throws IOException {
        try (LibraryStore one = open();
                LibraryStore other = open()) {
            one.commit(List.of(result("a", 3, one.run()), result("b", 1, one.run())));
            other.commit(List.of(result("a", 2, other.run())));
        }
        assertThat(parquetVideos("videos")).containsExactlyInAnyOrder(id("a"), id("b"));
        assertThat(parquetVideos("labels")).containsExactlyInAnyOrder(id("a"), id("a"), id("b"));
        assertThat(new LabelSearch("person", 0, 10)
                        .inFolder(folder.resolve("index"))
                        .found())
                .isEqualTo(2);
    }

    @Test
    void knowsWhatIsUnchanged() throws IOException {
        try (LibraryStore store = open()) {
            store.commit(List.of(result("a", 1, store.run())));
        }
        try (LibraryStore store = open()) {
            VideoFile file = new VideoFile(id("a"), "file:///a", "a", 7, NOON, null);
            assertThat(store.holds(file, "s")).isTrue();
            assertThat(store.holds(file, "other settings")).isFalse();
            assertThat(store.holds(new VideoFile(id("a"), "file:///a", "a", 8, NOON, null), "s"))
                    .isFalse();
            assertThat(store.holds(new VideoFile(id("a"), "file:///a", "a", 7, NOON.plusMillis(1), null), "s"))
                    .isFalse();
            assertThat(store.holds(new VideoFile(id("b"), "file:///b", "b", 7, NOON, null), "s"))
                    .isFalse();
        }
    }

    /** What a run leaves that is killed between two files of a batch. */
    @Test
    void theNextRunRemovesWhatADeadOneLeftUnfinished() throws IOException {
        String batch;
        try (LibraryStore store = open()) {
            store.commit(List.of(result("a", 3, store.run())));
            batch = store.run() + "-0000";
        }
        Files.delete(folder.resolve("json/videos/" + batch + ".json"));
        Files.createDirectories(folder.resolve("_library/tmp"));
        Files.writeString(folder.resolve("_library/tmp/partial"), "half a f");
        Files.setLastModifiedTime(folder.resolve("_library/tmp/partial"), FileTime.from(NOON));
        Files.writeString(folder.resolve("_library/tmp/of-a-run-that-starts"), "half a f");

        try (LibraryStore store = open()) {
            assertThat(store.holds(new VideoFile(id("a"), "file:///a", "a", 7, NOON, null), "s"))
                    .isFalse();
            assertThat(parquetVideos("labels")).isEmpty();
            assertThat(folder.resolve("_library/tmp/partial")).doesNotExist();
            assertThat(folder.resolve("_library/tmp/of-a-run-that-starts")).exists();
        }
    }

    @Test
    void aLockOfARunThatDiedIsTakenOver() throws IOException {
        Files.createDirectories(folder.resolve("_library"));
        Files.writeString(folder.resolve("_library/lock"), "20260101T000000-00000000");
        try (LibraryStore store = open()) {
            store.commit(List.of(result("a", 1, store.run())));
        }
        assertThat(parquetVideos("videos")).containsExactly(id("a"));
    }

    private LibraryStore open() throws IOException {
        return LibraryStore.open(new org.apache.hadoop.fs.Path(folder.toUri()), HADOOP);
    }

    private static String id(String name) {
        return String.format("%16s", Integer.toHexString(name.hashCode())).replace(' ', '0');
    }

    private static VideoResult result(String name, int labels, String run) {
        VideoRow video = new VideoRow(
                id(name),
                "file:///" + name,
                name,
                "video/mp4",
                7,
                NOON,
                null,
                "complete",
                null,
                10,
                0,
                labels,
                1,
                null,
                "none",
                "s",
                run,
                NOON,
                null);
        List<LabelRow> rows = new ArrayList<>();
        for (int i = 0; i < labels; i++) {
            rows.add(new LabelRow(
                    id(name),
                    "file:///" + name,
                    Rows.OBJECT,
                    1000L * i,
                    new Label("Person", 90.5, List.of(), List.of())));
        }
        SegmentRow segment = new SegmentRow(
                id(name),
                "file:///" + name,
                Rows.OBJECT,
                0,
                1000L * labels,
                1000L * labels,
                new SegmentLabel("Person", 90.5, List.of()),
                labels,
                null);
        return new VideoResult(video, rows, List.of(segment), List.of(), Map.of(), null, null);
    }

    private List<String> lines(String table) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve(table))) {
            for (Path file : files.toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        for (String line : lines) {
            assertThat(Json.mapper().readTree(line).isObject()).isTrue();
        }
        return lines;
    }

    private List<String> parquetVideos(String table) throws IOException {
        List<String> videos = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve(table))) {
            for (Path file : files.toList()) {
                try (ParquetReader<Group> reader = ParquetReader.builder(
                                new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
                        .build()) {
                    for (Group row = reader.read(); row != null; row = reader.read()) {
                        videos.add(row.getString("video", 0));
                    }
                }
            }
        }
        return videos;
    }
}
