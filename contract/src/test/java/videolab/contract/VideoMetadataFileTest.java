package videolab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VideoMetadataFileTest {

    private static final VideoMetadataFile FILE = new VideoMetadataFile(
            "a/b.mp4",
            "video/mp4",
            1_000,
            VideoId.of("s3a://bucket/a/b.mp4"),
            "s3a://bucket/a/b.mp4",
            Instant.parse("2026-01-02T12:00:00Z"),
            "e1",
            new VideoMetadata(
                    "h264",
                    12_000L,
                    "QuickTime / MOV",
                    10.0,
                    480,
                    640,
                    null,
                    0,
                    120L,
                    100L,
                    1_000,
                    List.of(new VideoMetadata.Stream("VIDEO", "h264"))),
            new VideoMetadataFile.Probe(true, 1_000_000, 100_000, true));

    @Test
    void beginsAsTheFieldsOfThePipelineThatPeopleKnowAndReadsBack() throws IOException {
        assertThat(new String(FILE.bytes(), StandardCharsets.UTF_8))
                .startsWith(
                        """
                {
                  "video_key" : "a/b.mp4",
                  "content_type" : "video/mp4",
                  "content_length" : 1000,
                """);
        assertThat(VideoMetadataFile.read(FILE.bytes())).isEqualTo(FILE);
    }

    @Test
    void isOfAnObjectOfItsSizeAndEtagAlone() {
        assertThat(FILE.isOf(1_000, "\"e1\"")).isTrue();
        assertThat(FILE.isOf(1_001, "e1")).isFalse();
        assertThat(FILE.isOf(1_000, "e2")).isFalse();
        assertThat(FILE.isOf(1_000, null)).isFalse();
    }

    @Test
    void namesAreSafeOnEveryFilesystem() {
        assertThat(VideoMetadataFile.name("a/../b: 1%.mp4")).isEqualTo("metadata/a/%2E%2E/b%3A 1%25.mp4.json");
    }

    @Test
    void anIdLeavesOutPasswordAndQuery() {
        assertThat(VideoId.of("s3a://key:secret@bucket/a.mp4?x=1"))
                .isEqualTo(VideoId.of("s3a://bucket/a.mp4"))
                .hasSize(16);
    }
}
