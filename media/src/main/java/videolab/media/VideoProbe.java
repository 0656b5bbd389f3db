package videolab.media;

import java.io.IOException;
import videolab.contract.VideoMetadata;

/** The metadata of a video file. */
public final class VideoProbe {

    private VideoProbe() {}

    /**
     * Reads a file's metadata: its header and its index, and no frame.
     *
     * @param source closed by the caller
     * @throws FfmpegException when the content is not a video that can be read, with the reason
     * @throws IOException when the source fails
     */
    public static VideoMetadata probe(SeekableBytes source) throws FfmpegException, IOException {
        try (StoredVideo video = StoredVideo.open(source)) {
            return video.metadata();
        }
    }
}
