package videolab.source.capture;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import videolab.media.JpegPictures;
import videolab.media.LoginRefusedException;
import videolab.media.PictureInput;

/**
 * A camera that may go and come back. It counts as gone when it sends no new picture for the stall time, when it
 * repeats the same picture so long, or when it ends; then opening it is retried without end, less and less often.
 */
final class LiveSource implements FrameSource {

    /** Long enough for a slow camera's handshake and for the first pictures that tell its codec. */
    static final Duration OPENING = Duration.ofSeconds(15);

    /** Requests per second to a camera that answers with single pictures, unless {@code --fps} is given. */
    private static final double SNAPSHOTS_PER_SECOND = 1;

    /** Cameras lock an account after some three to ten wrong passwords in a row, for minutes. */
    private static final int TRIES_BEFORE_LOCK_OUT = 3;

    private static final Duration AFTER_REFUSED_LOGINS = Duration.ofMinutes(5);

    /** How the camera is reached. */
    interface Camera {
        PictureInput open(Duration patience) throws IOException, InterruptedException;

        /** Whether what it sends is a recording that is read faster than it was taken. */
        boolean isRecording(PictureInput input);

        /** Whether it gives one picture for each request: the input has ended and is requested again. */
        boolean isSnapshot(PictureInput input);
    }

    /** A camera that answers and does not work. */
    private static final class Gone extends Exception {
        Gone(String reason) {
            super(reason);
        }
    }

    private final String id;
    private final Camera camera;
    private final LiveSettings settings;
    private final Consumer<SourceState> states;
    private final JpegPictures jpegs;
    private final Pacer snapshotPacer = new Pacer(Pacer.Time.SYSTEM);
    private final Pace snapshotPace;
    private final FrozenPicture frozen;
    private final FrameLimit limit;
    private final Backoff backoff = new Backoff(new SplittableRandom());
    private final FrameIds ids = new FrameIds(Instant.now());

    /** Null until the first frame is asked for. */
    private SourceState state;

    private PictureInput input;
    private int refusedLogins;
    private long snapshots;
    private Pacer pacer;

    /**
     * @param input the camera where it is open already; null: it is opened when the first frame is asked for
     * @param states called at every change of state, by the thread that reads
     */
    LiveSource(String id, Camera camera, PictureInput input, LiveSettings settings, Consumer<SourceState> states) {
        this.id = id;
        this.camera = camera;
        this.input = input;
        this.settings = settings;
        this.states = states;
        this.jpegs = new JpegPictures(settings.form().width(), settings.form().qualityOrUsual());
        this.snapshotPace = new Pace.FramesPerSecond(
                settings.framesPerSecond() == null ? SNAPSHOTS_PER_SECOND : settings.framesPerSecond());
        this.frozen = new FrozenPicture(settings.stall());
        this.limit = new FrameLimit(settings.framesPerSecond());
    }

    @Override
    public String camera() {
        return id;
    }

    @Override
    public Optional<CapturedFrame> next() throws InterruptedException {
        if (state == null) {
            enter(new SourceState.Opening());
        }
        while (true) {
            try {
                if (input == null) {
                    input = camera.open(OPENING);
                }
                if (takePicture()) {
                    return Optional.of(CapturedFrame.ofJpeg(ids.next(), jpegs.encode(input)));
                }
            } catch (LoginRefusedException e) {
                disconnect();
                refusedLogins++;
                if (refusedLogins < TRIES_BEFORE_LOCK_OUT) {
                    enter(new SourceState.Retrying(e.getMessage()));
                    TimeUnit.MILLISECONDS.sleep(backoff.next().toMillis());
                } else {
                    enter(new SourceState.LockedOut(e.getMessage(), refusedLogins, AFTER_REFUSED_LOGINS));
                    TimeUnit.MILLISECONDS.sleep(AFTER_REFUSED_LOGINS.toMillis());
                }
            } catch (IOException | Gone e) {
                disconnect();
                refusedLogins = 0;
                enter(new SourceState.Retrying(e.getMessage()));
                TimeUnit.MILLISECONDS.sleep(backoff.next().toMillis());
            }
        }
    }

    /** Waits for the next picture; false when it is one to let go. */
    private boolean takePicture() throws IOException, Gone, InterruptedException {
        if (!input.next(settings.stall())) {
            if (!camera.isSnapshot(input)) {
                throw new Gone("the stream ended");
            }
            askForNextSnapshot();
            return false;
        }
        refusedLogins = 0;
        enter(new SourceState.Streaming(input.width(), input.height(), input.codecName()));
        backoff.reset();
        if (camera.isRecording(input)) {
            pacer = pacer == null ? new Pacer(Pacer.Time.SYSTEM) : pacer;
            pacer.await(input.timestamp());
        }
        long now = System.nanoTime();
        if (frozen.seen(input.checksum(), now)) {
            throw new Gone(
                    "repeats the same picture for more than " + settings.stall().toSeconds() + " s");
        }
        return limit.takes(now);
    }

    private void askForNextSnapshot() throws IOException, InterruptedException {
        input.close();
        input = null;
        snapshots++;
        snapshotPacer.await(snapshotPace.due(snapshots, Duration.ZERO));
        input = camera.open(OPENING);
    }

    private void disconnect() {
        if (input != null) {
            input.close();
            input = null;
        }
        pacer = null;
        frozen.reset();
    }

    /** Reports a change of state once: attempts that fail one after the other are one state. */
    private void enter(SourceState next) {
        if (state == null || state.getClass() != next.getClass()) {
            state = next;
            states.accept(next);
        }
    }

    @Override
    public void close() {
        disconnect();
        jpegs.close();
        if (state != null) {
            enter(new SourceState.Ended());
        }
    }
}
