package videolab.processor.faces.crops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.UsageException;

class CropStoreTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @TempDir
    private Path folder;

    private Path root;
    private CropStore store;

    @BeforeEach
    void open() {
        root = folder.resolve("root");
        store = CropStore.open(new CropStoreSettings(root.toUri().toString(), Duration.ofDays(7)));
    }

    @Test
    void aFaceHasItsPlaceByDateCameraFrameAndIndex() throws IOException {
        store.store(crop("camera-0", "1767323045000-17", 2, NOON, 1));

        assertThat(files()).containsExactly("faces/date=2026-01-02/camera=camera-0/1767323045000-17-2.jpg");
    }

    @Test
    void aReplayOverwritesTheSameFile() throws IOException {
        store.store(crop("camera-0", "1-1", 0, NOON, 1));
        store.store(crop("camera-0", "1-1", 0, NOON, 1));

        assertThat(files())
                .containsExactly("faces/date=2026-01-02/camera=camera-0/1-1-0.jpg", "latest/camera-0/face.jpg");
    }

    @Test
    void theLatestFaceIsReplacedByANewerFrameOnly() throws IOException {
        store.store(crop("camera-0", "1-2", 0, NOON.plusSeconds(2), 2));
        store.store(crop("camera-0", "1-1", 0, NOON.plusSeconds(1), 1));
        assertThat(latest()).containsExactly(2);

        store.store(crop("camera-0", "1-3", 0, NOON.plusSeconds(3), 3));
        assertThat(latest()).containsExactly(3);
    }

    @Test
    void theLatestFaceIsNotReplacedByAnExecutorThatHasFallenBehind() throws IOException {
        CropStore other = CropStore.open(new CropStoreSettings(root.toUri().toString(), Duration.ofDays(7)));
        store.store(crop("camera-0", "1-1", 0, NOON, 1));
        other.store(crop("camera-0", "1-5", 0, NOON.plusSeconds(5), 5));
        store.store(crop("camera-0", "1-4", 0, NOON.plusSeconds(4), 4));

        assertThat(latest()).containsExactly(5);
    }

    @Test
    void facesAreForNobodyElse() throws IOException {
        store.store(crop("camera-0", "1-1", 0, NOON, 1));

        try (Stream<Path> stored = Files.walk(root)) {
            assertThat(stored)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .endsWith("------"));
        }
    }

    @Test
    void aLinkThatLiesInWaitIsNotFollowed() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "mine");
        store.store(crop("camera-0", "1-1", 0, NOON, 1));
        Path latest = root.resolve("latest/camera-0");
        Files.createSymbolicLink(latest.resolve("face.jpg.partial"), precious);
        Files.delete(latest.resolve("face.jpg"));
        Files.createSymbolicLink(latest.resolve("face.jpg"), precious);
        store.store(crop("camera-0", "1-2", 0, Instant.now().plusSeconds(60), 2));

        assertThat(precious).hasContent("mine");
    }

    @Test
    void theOldestLatestFacesOfTooManyCamerasAreDeleted() throws IOException {
        for (int camera = 0; camera < CropStore.MOST_LATEST + 5; camera++) {
            store.store(crop("camera-" + camera, "1-1", 0, NOON.plusSeconds(camera), 1));
        }

        store.deleteOld(NOON.plusSeconds(9_000));
        try (Stream<Path> cameras = Files.list(root.resolve("latest"))) {
            assertThat(cameras.map(Path::getFileName).map(Path::toString))
                    .hasSize(CropStore.MOST_LATEST)
                    .doesNotContain("camera-0", "camera-4")
                    .contains("camera-5");
        }
    }

    @Test
    void theLatestFaceSurvivesARestart() throws IOException {
        store.store(crop("camera-0", "1-2", 0, NOON.plusSeconds(2), 2));
        CropStore restarted = CropStore.open(new CropStoreSettings(root.toUri().toString(), Duration.ofDays(7)));
        restarted.store(crop("camera-0", "1-1", 0, NOON.plusSeconds(1), 1));

        assertThat(latest()).containsExactly(2);
    }

    @Test
    void namesFromStrangersStayInsideTheRoot() throws IOException {
        store.store(crop("../../etc/passwd", "..", 0, NOON, 1));
        store.store(crop("<script>", "a/b:c", 0, NOON, 1));

        assertThat(files())
                .containsExactlyInAnyOrder(
                        "faces/date=2026-01-02/camera=%2E%2E%2F%2E%2E%2Fetc%2Fpasswd/%2E%2E-0.jpg",
                        "faces/date=2026-01-02/camera=%3Cscript%3E/a%2Fb%3Ac-0.jpg",
                        "latest/%2E%2E%2F%2E%2E%2Fetc%2Fpasswd/face.jpg",
                        "latest/%3Cscript%3E/face.jpg");
        assertThat(folder.toFile().list()).containsExactly("root");
    }

    @Test
    void namesTooLongForAFilesystemAreCutAndStayDifferent() throws IOException {
        store.store(crop("\u6f22".repeat(64), "\u5b57".repeat(63) + "1", 1, NOON, 1));
        store.store(crop("\u6f22".repeat(64), "\u5b57".repeat(63) + "2", 1, NOON, 1));

        assertThat(files()).hasSize(2);
    }

    @Test
    void daysThatAreToBeKeptNoLongerAreDeleted() throws IOException {
        store.store(crop("camera-0", "old", 1, NOON.minus(Duration.ofDays(8)), 1));
        store.store(crop("camera-0", "new", 1, NOON.minus(Duration.ofDays(7)), 1));
        Files.createDirectories(root.resolve("faces/date=not-ours"));
        Files.createDirectories(root.resolve("faces/date=2025-02-30"));

        assertThat(store.deleteOld(NOON)).isEqualTo(1);
        assertThat(files()).containsExactly("faces/date=2025-12-26/camera=camera-0/new-1.jpg");
        assertThat(root.resolve("faces/date=not-ours")).exists();
    }

    @Test
    void theLatestFaceOfACameraThatHasGoneIsNotKeptLonger() throws IOException {
        store.store(crop("gone", "old", 0, NOON.minus(Duration.ofDays(8)), 1));
        store.store(crop("there", "new", 0, NOON.minus(Duration.ofDays(7)), 1));

        store.deleteOld(NOON);
        assertThat(files()).containsExactly("faces/date=2025-12-26/camera=there/new-0.jpg", "latest/there/face.jpg");
    }

    @Test
    void theLatestFaceIsThereWhileItIsReplaced() throws Exception {
        store.store(crop("camera-0", "0", 0, NOON, 1));
        var writing = new AtomicBoolean(true);
        CompletableFuture<Long> absent = CompletableFuture.supplyAsync(() -> {
            long times = 0;
            while (writing.get()) {
                times += Files.exists(root.resolve("latest/camera-0/face.jpg")) ? 0 : 1;
            }
            return times;
        });
        for (int i = 1; i <= 500; i++) {
            store.store(crop("camera-0", String.valueOf(i), 0, NOON.plusMillis(i), 1));
        }
        writing.set(false);
        assertThat(absent.get()).isZero();
    }

    @Test
    void aHostThatNobodyKnowsMayComeBack() {
        assertThatThrownBy(() ->
                        CropStore.open(new CropStoreSettings("hdfs://no-such-host.invalid/faces", Duration.ofDays(7))))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void nothingStoredYetIsNothingToDelete() throws IOException {
        assertThat(store.deleteOld(NOON)).isZero();
    }

    @Test
    void anUnknownSchemeIsWrongUsage() {
        assertThatThrownBy(() -> CropStore.open(new CropStoreSettings("gopher://host/faces", Duration.ofDays(7))))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--root is 'gopher://host/faces'");
    }

    private static FaceCropRecord crop(String camera, String frame, int face, Instant capturedAt, int content) {
        return new FaceCropRecord(camera, frame, face, capturedAt, new byte[] {(byte) content});
    }

    private byte[] latest() throws IOException {
        return Files.readAllBytes(root.resolve("latest/camera-0/face.jpg"));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }
}
