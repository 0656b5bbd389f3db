package videolab.source.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import videolab.media.FfmpegException;
import videolab.media.JpegPictures;
import videolab.media.VideoInput;

/**
 * A camera that may go and come back. It counts as gone when it sends no new picture for the stall time, when it
 * repeats the same picture so long, or when it ends; then it is asked again, for ever, less and less often.
 */
final class LiveSource implements FrameSource {

    /** Long enough for a slow camera's handshake and for the first pictures that tell its codec. */
    static final Duration OPENING = Duration.ofSeconds(15);

    /** How the camera is reached. */
    interface Camera {
        VideoInput open(Duration patience) throws FfmpegException, InterruptedException;

        /** Whether what it sends is a recording that is read faster than it was taken. */
        boolean isRecording(VideoInput input);
    }

    /** What a camera that answers does when it does not work. */
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
    private final FrozenPicture frozen;
    private final FrameLimit limit;
    private final Backoff backoff = new Backoff(new SplittableRandom());
    private final FrameIds ids = new FrameIds(Instant.now());

    /** Null until the first frame is asked for. */
    private SourceState state;

    private VideoInput input;
    private Pacer pacer;

    /**
     * @param input the camera where it is open already; null: it is opened when the first frame is asked for
     * @param states told every change of state, by the thread that reads
     */
    LiveSource(String id, Camera camera, VideoInput input, LiveSettings settings, Consumer<SourceState> states) {
        this.id = id;
        this.camera = camera;
        this.input = input;
        this.settings = settings;
        this.states = states;
        this.jpegs = new JpegPictures(settings.form().width(), settings.form().qualityOrUsual());
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
            } catch (FfmpegException | Gone e) {
                disconnect();
                enter(new SourceState.Retrying(e.getMessage()));
                TimeUnit.MILLISECONDS.sleep(backoff.next().toMillis());
            }
        }
    }

    /** Waits for the next picture; false when it is one to let go. */
    private boolean takePicture() throws FfmpegException, Gone, InterruptedException {
        if (!input.next(settings.stall())) {
            throw new Gone("the stream ended");
        }
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

    private void disconnect() {
        if (input != null) {
            input.close();
            input = null;
        }
        pacer = null;
        frozen.reset();
    }

    /** Tells a change of state, once: tries that fail one after the other are one state. */
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
