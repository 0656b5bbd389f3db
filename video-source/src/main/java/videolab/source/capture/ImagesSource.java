package videolab.source.capture;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.UsageException;
import videolab.contract.PictureHeader;
import videolab.contract.Topics;
import videolab.contract.UnreadablePictureException;
import videolab.media.FfmpegException;
import videolab.media.JpegPictures;
import videolab.media.VideoInput;

/** Sends pictures one after the other; a picture that cannot be read is logged and left out. */
final class ImagesSource implements FrameSource {

    private static final Logger LOG = LoggerFactory.getLogger(ImagesSource.class);

    /** Key, headers and what Kafka adds. */
    private static final int RECORD_OVERHEAD_BYTES = 64 * 1024;

    private final String camera;
    private final List<Path> pictures;
    private final Pace pace;
    private final boolean loop;
    private final PictureForm form;
    private final JpegPictures jpegs;
    private final Pacer pacer = new Pacer(Pacer.Time.SYSTEM);
    private final FrameIds ids = new FrameIds(Instant.now());

    private int next;

    /** Why the last picture that could not be read was left out. */
    private String trouble;

    private long shown;

    /** @throws UsageException when a path is not there, or no picture can be read */
    ImagesSource(String camera, List<Path> paths, boolean recursive, Pace pace, boolean loop, PictureForm form)
            throws InterruptedException {
        this.camera = camera;
        this.pictures = PictureFiles.find(camera, paths, recursive);
        this.pace = pace;
        this.loop = loop;
        this.form = form;
        this.jpegs = new JpegPictures(form.width(), form.qualityOrUsual());
        int given = pictures.size();
        if (readable().isEmpty()) {
            jpegs.close();
            throw new UsageException("none of " + given + " files can be read as a picture; the last: " + trouble);
        }
    }

    @Override
    public String camera() {
        return camera;
    }

    @Override
    public Optional<CapturedFrame> next() throws InterruptedException {
        Optional<byte[]> jpeg = readable();
        if (jpeg.isEmpty()) {
            return Optional.empty();
        }
        Path file = pictures.get(next++);
        pacer.await(pace.due(shown++, Duration.ZERO));
        return Optional.of(CapturedFrame.ofFile(ids.next(), jpeg.get(), file));
    }

    /** The next picture that can be read; those that cannot are logged and removed. */
    private Optional<byte[]> readable() throws InterruptedException {
        while (true) {
            if (next == pictures.size() && loop) {
                next = 0;
            }
            if (next == pictures.size()) {
                return Optional.empty();
            }
            Optional<byte[]> jpeg = jpeg(pictures.get(next));
            if (jpeg.isPresent()) {
                return jpeg;
            }
            pictures.remove(next);
            if (!pictures.isEmpty()) {
                LOG.warn("{}: picture {}; it is left out", camera, trouble);
            }
        }
    }

    private Optional<byte[]> jpeg(Path file) throws InterruptedException {
        try (VideoInput picture = FileSource.open(file)) {
            if (!picture.next(FileSource.PATIENCE)) {
                throw new FfmpegException("holds no picture that can be decoded");
            }
            Optional<byte[]> own = sentAsItIs(file);
            return own.isPresent() ? own : Optional.of(jpegs.encode(picture));
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException();
        } catch (UsageException | IOException e) {
            trouble = "'" + file + "' " + (e instanceof IOException io ? FileSource.reason(io) : e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * A JPEG that need not change goes as it is: encoding it again would only make it worse. What the processor or the
     * broker would reject is re-encoded.
     */
    private Optional<byte[]> sentAsItIs(Path file) throws IOException {
        if (!form.equals(PictureForm.OWN) || Files.size(file) > Topics.MAX_MESSAGE_BYTES - RECORD_OVERHEAD_BYTES) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(file);
        try {
            boolean isJpeg = PictureHeader.of(bytes).format() == PictureHeader.Format.JPEG;
            return isJpeg ? Optional.of(bytes) : Optional.empty();
        } catch (UnreadablePictureException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        jpegs.close();
    }
}
