package videolab.processor.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.contract.VideoMetadataFile;
import videolab.media.SeekableBytes;
import videolab.media.StoredVideo;
import videolab.processor.library.assembly.Probed;
import videolab.processor.library.assembly.VideoFile;

class PartWorkTest {

    private static final Path CLIP = Path.of("../sample-media/crowd.mp4");

    @TempDir
    private Path folder;

    /** The object's bytes are no video: what is known of it can only come from the metadata file. */
    @Test
    void whatTheLambdaFunctionWroteIsReusedWhileSizeAndEtagAreTheSame() throws IOException {
        Path object = Files.writeString(folder.resolve("a b.mp4"), "not a video");
        Probed probed;
        try (SeekableBytes bytes = SeekableBytes.of(CLIP);
                StoredVideo video = StoredVideo.open(bytes)) {
            probed = Probed.of(video);
        }
        long size = Files.size(object);
        VideoMetadataFile written = new VideoMetadataFile(
                "sub/a b.mp4",
                "video/mp4",
                size,
                "0",
                object.toUri().toString(),
                Instant.EPOCH,
                "e1",
                probed.metadata(),
                probed.probe());
        Path metadata = folder.resolve("library/metadata/sub/a b.mp4.json");
        Files.createDirectories(metadata.getParent());
        Files.write(metadata, written.bytes());

        assertThat(probe(object, size, "\"e1\"")).isEqualTo(probed);
        assertThat(probe(object, size, "\"e2\"").failure()).isNotNull();
        assertThat(probe(object, size, null).failure()).as("a file has no ETag").isNotNull();
    }

    private Probed probe(Path object, long size, String etag) {
        PartWork work =
                new PartWork(null, Map.of(), folder.resolve("library").toUri().toString());
        VideoFile file = new VideoFile("0", object.toUri().toString(), "sub/a b.mp4", size, Instant.EPOCH, etag);
        return work.probe(List.of(new PartWork.ToProbe(0, file)).iterator())
                .get(0)
                .probed();
    }
}
