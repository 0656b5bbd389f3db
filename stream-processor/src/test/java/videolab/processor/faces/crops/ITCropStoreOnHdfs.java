package videolab.processor.faces.crops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on a real namenode and datanode. */
class ITCropStoreOnHdfs {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @TempDir
    private static Path folder;

    private static MiniDFSCluster hdfs;

    @BeforeAll
    static void start() throws IOException {
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
        hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    }

    @AfterAll
    static void stop() {
        hdfs.shutdown();
    }

    @Test
    void storesReplacesAndDeletes() throws IOException {
        String root = "hdfs://localhost:" + hdfs.getNameNodePort() + "/lab";
        CropStore store = CropStore.open(new CropStoreSettings(root, Duration.ofDays(7)));
        FileSystem files = hdfs.getFileSystem();

        store.store(new FaceCropRecord("camera-0", "1-1", 0, NOON, new byte[] {1}));
        store.store(new FaceCropRecord("camera-0", "1-2", 0, NOON.plusSeconds(1), new byte[] {1, 2}));
        store.store(new FaceCropRecord("camera-0", "1-2", 0, NOON.plusSeconds(1), new byte[] {1, 2}));

        assertThat(files.listStatus(path("/lab/faces/date=2026-01-02/camera=camera-0")))
                .extracting(status -> status.getPath().getName())
                .containsExactly("1-1-0.jpg", "1-2-0.jpg");
        FileStatus latest = files.getFileStatus(path("/lab/latest/camera-0/face.jpg"));
        assertThat(latest.getLen()).isEqualTo(2);
        assertThat(latest.getModificationTime()).isEqualTo(NOON.plusSeconds(1).toEpochMilli());

        assertThat(store.deleteOld(NOON.plus(Duration.ofDays(9)))).isEqualTo(1);
        assertThat(files.listStatus(path("/lab/faces"))).isEmpty();
    }

    private static org.apache.hadoop.fs.Path path(String path) {
        return new org.apache.hadoop.fs.Path(path);
    }
}
