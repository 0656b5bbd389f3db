package videolab.source.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import videolab.cli.FailedException;
import videolab.cli.UsageException;
import videolab.media.FfmpegException;
import videolab.media.JpegPictures;
import videolab.media.VideoInput;

/** Plays a video file, an animated GIF or one still picture, once or in a loop. */
final class FileSource implements FrameSource {

    /** A disk answers at once; a network drive may not. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String camera;
    private final Path file;
    private final Pace pace;
    private final boolean loop;
    private final JpegPictures jpegs;
    private final Pacer pacer = new Pacer(Pacer.Time.SYSTEM);
    private final FrameIds ids = new FrameIds(Instant.now());

    private VideoInput input;
    private long played;
    /** How much was played in the rounds before this one. */
    private Duration earlierRounds = Duration.ZERO;

    private Duration position = Duration.ZERO;

    /** @throws UsageException when the file is not there or holds no video */
    FileSource(String camera, Path file, Pace pace, boolean loop, PictureForm form) throws InterruptedException {
        this.camera = camera;
        this.file = file;
        this.pace = pace;
        this.loop = loop;
        try {
            input = open(file);
        } catch (IOException e) {
            throw new UsageException("file '" + file + "' " + reason(e));
        }
        jpegs = new JpegPictures(form.width(), form.qualityOrUsual());
    }

    /** @throws UsageException when there is no such file */
    static VideoInput open(Path file) throws IOException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            throw new UsageException("there is no file '" + file + "'");
        }
        if (!Files.isReadable(file)) {
            throw new UsageException("file '" + file + "' may not be read by this user");
        }
        return VideoInput.open(file, PATIENCE);
    }

    /** To follow a file's name. */
    static String reason(IOException e) {
        return e instanceof FfmpegException ? e.getMessage() : "cannot be read: " + e.getMessage();
    }

    @Override
    public String camera() {
        return camera;
    }

    @Override
    public Optional<CapturedFrame> next() throws InterruptedException {
        try {
            if (!input.next(PATIENCE) && !nextRound()) {
                if (played == 0) {
                    throw new FailedException("file '" + file + "' holds no picture that can be decoded");
                }
                return Optional.empty();
            }
            position = earlierRounds.plus(input.timestamp());
            pacer.await(pace.due(played, position));
            played++;
            return Optional.of(CapturedFrame.ofFile(ids.next(), jpegs.encode(input), file));
        } catch (IOException e) {
            throw new FailedException("file '" + file + "' " + reason(e), e);
        }
    }

    /** Reopens the file, since not every format can be wound back. */
    private boolean nextRound() throws IOException, InterruptedException {
        if (!loop || played == 0) {
            return false;
        }
        earlierRounds = position.plus(input.pictureDuration());
        input.close();
        try {
            input = open(file);
        } catch (UsageException e) { // it was there when it was named
            throw new FailedException(e.getMessage(), e);
        }
        return input.next(PATIENCE);
    }

    @Override
    public void close() {
        input.close();
        jpegs.close();
    }
}
