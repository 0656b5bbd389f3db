package videolab.source.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.UsageException;
import videolab.media.FfmpegException;
import videolab.media.JpegPictures;
import videolab.media.VideoInput;

/** Shows pictures one after the other; a picture that cannot be read is told and left out. */
final class ImagesSource implements FrameSource {

    private static final Logger LOG = LoggerFactory.getLogger(ImagesSource.class);

    /** What is taken from a folder; a file that is named is read whatever it is called. */
    private static final Set<String> SUFFIXES = Set.of("jpg", "jpeg", "png", "bmp", "gif", "webp", "tif", "tiff");

    private final String camera;
    private final List<Path> pictures;
    private final Pace pace;
    private final boolean loop;
    private final PictureForm form;
    private final JpegPictures jpegs;
    private final Pacer pacer = new Pacer(Pacer.Time.SYSTEM);
    private final FrameIds ids = new FrameIds(Instant.now());

    private int next;

    /** What was the matter with the last picture that could not be read. */
    private String trouble;

    private long shown;

    /** @throws UsageException when a path is not there, or no picture can be read */
    ImagesSource(String camera, List<Path> paths, Pace pace, boolean loop, PictureForm form)
            throws InterruptedException {
        this.camera = camera;
        this.pictures = pictures(paths);
        this.pace = pace;
        this.loop = loop;
        this.form = form;
        this.jpegs = new JpegPictures(form.width(), form.qualityOrUsual());
        int given = pictures.size();
        if (readable().isEmpty()) {
            jpegs.close();
            throw new UsageException("none of " + given + " files can be read as a picture; the last, " + trouble);
        }
    }

    private static List<Path> pictures(List<Path> paths) {
        List<Path> pictures = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                pictures.addAll(picturesIn(path));
            } else if (Files.isRegularFile(path)) {
                pictures.add(path);
            } else {
                throw new UsageException("there is no file or folder '" + path + "'");
            }
        }
        return pictures;
    }

    private static List<Path> picturesIn(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> found = entries.filter(ImagesSource::isNamedAsPicture)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new UsageException(
                        "folder '" + folder + "' holds no picture (" + String.join(", ", SUFFIXES) + ")");
            }
            return found;
        } catch (IOException | UncheckedIOException e) {
            throw new UsageException("folder '" + folder + "' cannot be listed: " + e.getMessage());
        }
    }

    private static boolean isNamedAsPicture(Path file) {
        String name = file.getFileName().toString();
        return SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
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
        next++;
        pacer.await(pace.due(shown++, Duration.ZERO));
        return Optional.of(CapturedFrame.ofJpeg(ids.next(), jpeg.get()));
    }

    /** The next picture that can be read; those that cannot are told and forgotten. */
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
                throw new IOException("holds no picture");
            }
            // A JPEG that need not change goes as it is: encoding it again would only make it worse.
            boolean asItIs = form.equals(PictureForm.OWN) && isJpeg(file);
            return Optional.of(asItIs ? Files.readAllBytes(file) : jpegs.encode(picture));
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException();
        } catch (FfmpegException | UsageException | IOException e) {
            trouble = "'" + file + "', " + e.getMessage();
            return Optional.empty();
        }
    }

    private static boolean isJpeg(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(3);
            return start.length == 3 && start[0] == (byte) 0xFF && start[1] == (byte) 0xD8 && start[2] == (byte) 0xFF;
        }
    }

    @Override
    public void close() {
        jpegs.close();
    }
}
