package videolab.processor.library.sampling;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;
import videolab.media.FfmpegException;
import videolab.media.FramePixels;
import videolab.media.FrameSampler;
import videolab.media.SeekableBytes;
import videolab.media.StoredVideo;
import videolab.processor.library.labels.Found;
import videolab.processor.library.labels.LabelDetector;
import videolab.processor.library.sampling.PartResult.Change;
import videolab.processor.library.sampling.PartResult.Picture;
import videolab.processor.vision.MatScope;
import videolab.processor.vision.OpenCv;

/** Decodes a part of a video once and looks at its samples. Holds detectors; confined to one thread. */
public final class PartAnalyzer implements AutoCloseable {

    /** How many pictures a contact sheet has. */
    public static final int SHEET_PICTURES = 12;

    /** Between two samples while something moves. */
    private static final long CLOSE_MICROS = 200_000;

    private static final int THUMBNAIL_WIDTH_PX = 320;
    private static final int JPEG_QUALITY = 80;
    /** A flickering film has no more pictures of its changes than this in a part: they would fill the memory. */
    private static final int MOST_PICTURES = 2_000;

    private final SamplingSettings settings;
    private final List<LabelDetector> detectors;

    public PartAnalyzer(SamplingSettings settings) {
        this.settings = settings;
        OpenCv.load();
        detectors = settings.labels().open();
    }

    /**
     * Analyzes one part.
     *
     * @param source closed by the caller
     * @param fromMicros where the part begins, a multiple of the interval
     * @param untilMicros where it ends, a multiple of the interval, or {@link Long#MAX_VALUE}
     * @param durationMicros of the whole video, for the contact sheet; null where unknown
     */
    public PartResult analyze(SeekableBytes source, long fromMicros, long untilMicros, Long durationMicros)
            throws FfmpegException, IOException {
        try (StoredVideo video = StoredVideo.open(source);
                FramePixels pixels = new FramePixels()) {
            return new Pass(video, pixels, fromMicros, untilMicros, durationMicros).run();
        }
    }

    /** The work on one part. */
    private final class Pass {

        private final StoredVideo video;
        private final FramePixels pixels;
        private final FrameSampler sampler;
        private final long fromMicros;
        private final Long durationMicros;
        private final List<Observation> observations = new ArrayList<>();
        private final List<Change> changes = new ArrayList<>();
        private final List<Picture> sheet = new ArrayList<>();
        private final Numbers numbers = new Numbers();
        private byte[] firstTiny;
        private byte[] lastTiny;
        private byte[] firstPicture;
        private byte[] closeTiny;
        private long closeCell;
        private int pictures;

        Pass(StoredVideo video, FramePixels pixels, long fromMicros, long untilMicros, Long durationMicros)
                throws FfmpegException, IOException {
            this.video = video;
            this.pixels = pixels;
            this.fromMicros = fromMicros;
            this.durationMicros = durationMicros;
            sampler = new FrameSampler(
                    video, settings.everyMicros(), fromMicros, untilMicros, !settings.needsEveryFrame());
        }

        PartResult run() throws FfmpegException, IOException {
            while (sampler.next()) {
                boolean moving = settings.needsEveryFrame() && compare();
                if (sampler.isSample() || moving) {
                    look(sampler.isSample());
                }
            }
            return new PartResult(
                    fromMicros,
                    sampler.frames(),
                    sampler.sawEveryFrame(),
                    sampler.damaged() + video.undecodable(),
                    sampler.lastMicros(),
                    observations,
                    numbers.times(),
                    numbers.differences(),
                    numbers.brightness(),
                    changes,
                    firstTiny,
                    lastTiny,
                    firstPicture,
                    sheet);
        }

        /** Compares the frame with the one before; true where a further sample is due because something moves. */
        private boolean compare() throws FfmpegException {
            byte[] tiny = pixels.tiny(video);
            long time = sampler.timeMicros();
            double difference = lastTiny == null ? 0 : FrameDifference.of(lastTiny, tiny);
            numbers.add(time, difference, FrameDifference.brightness(tiny));
            if (lastTiny == null) {
                firstTiny = tiny;
                firstPicture = thumbnail();
            } else if (difference >= FrameDifference.CHANGE) {
                changes.add(new Change(time, lastTiny, tiny, pictures++ < MOST_PICTURES ? thumbnail() : null));
            }
            lastTiny = tiny;
            return settings.addsSamples() && isMoving(tiny, time);
        }

        /**
         * Compares with the frame that began the cell of 0.2 s before. Cells start over with each sample, so that the answer
         * does not depend on where the part began.
         */
        private boolean isMoving(byte[] tiny, long time) {
            long cell = time % settings.everyMicros() / CLOSE_MICROS;
            if (sampler.isSample()) {
                closeTiny = tiny;
                closeCell = cell;
                return false;
            }
            if (cell == closeCell) {
                return false;
            }
            boolean moving = FrameDifference.of(closeTiny, tiny) >= FrameDifference.MOTION;
            closeTiny = tiny;
            closeCell = cell;
            return moving;
        }

        private void look(boolean regular) throws FfmpegException {
            boolean onSheet = regular && settings.pictures() && isOnSheet();
            if (detectors.isEmpty() && !onSheet) {
                observations.add(new Observation(sampler.timeMicros(), regular, List.of()));
                return;
            }
            try (MatScope scope = new MatScope()) {
                Mat picture = upright(scope);
                List<Found> found = new ArrayList<>();
                for (LabelDetector detector : detectors) {
                    found.addAll(detector.detect(picture));
                }
                observations.add(new Observation(sampler.timeMicros(), regular, found));
                if (onSheet) {
                    sheet.add(new Picture(sampler.timeMicros(), jpeg(picture, scope)));
                }
            }
        }

        /** Twelve samples, evenly spread; of a video of unknown length the first ones. */
        private boolean isOnSheet() {
            long every = settings.everyMicros();
            long cell = sampler.timeMicros() / every;
            if (durationMicros == null || durationMicros <= SHEET_PICTURES * every) {
                return cell < SHEET_PICTURES;
            }
            for (int i = 0; i < SHEET_PICTURES; i++) {
                if (durationMicros / SHEET_PICTURES * i / every == cell) {
                    return true;
                }
            }
            return false;
        }

        private byte[] thumbnail() throws FfmpegException {
            if (!settings.pictures()) {
                return null;
            }
            try (MatScope scope = new MatScope()) {
                return jpeg(upright(scope), scope);
            }
        }

        private Mat upright(MatScope scope) throws FfmpegException {
            FramePixels.Bgr bgr = pixels.bgr(video);
            Mat stored = scope.own(new Mat(bgr.height(), bgr.width(), CvType.CV_8UC3, bgr.data(), bgr.strideBytes()));
            int turns = video.quarterTurns();
            if (turns == 0) {
                return stored;
            }
            Mat upright = scope.own(new Mat());
            Core.rotate(
                    stored,
                    upright,
                    switch (turns) {
                        case 1 -> Core.ROTATE_90_CLOCKWISE;
                        case 2 -> Core.ROTATE_180;
                        default -> Core.ROTATE_90_COUNTERCLOCKWISE;
                    });
            return upright;
        }
    }

    private static byte[] jpeg(Mat picture, MatScope scope) {
        Mat small = picture;
        if (picture.cols() > THUMBNAIL_WIDTH_PX) {
            small = scope.own(new Mat());
            int height = Math.max(1, Math.round((float) picture.rows() * THUMBNAIL_WIDTH_PX / picture.cols()));
            Imgproc.resize(picture, small, new Size(THUMBNAIL_WIDTH_PX, height), 0, 0, Imgproc.INTER_AREA);
        }
        MatOfByte bytes = scope.own(new MatOfByte());
        MatOfInt quality = scope.own(new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, JPEG_QUALITY));
        if (!Imgcodecs.imencode(".jpg", small, bytes, quality)) {
            throw new IllegalStateException("OpenCV cannot write a JPEG");
        }
        return bytes.toArray();
    }

    /** Growing arrays: an hour of film has 100,000 frames. */
    private static final class Numbers {

        private long[] times = new long[256];
        private float[] differences = new float[256];
        private float[] brightness = new float[256];
        private int size;

        void add(long time, double difference, double luma) {
            if (size == times.length) {
                times = Arrays.copyOf(times, 2 * size);
                differences = Arrays.copyOf(differences, 2 * size);
                brightness = Arrays.copyOf(brightness, 2 * size);
            }
            times[size] = time;
            differences[size] = (float) difference;
            brightness[size++] = (float) luma;
        }

        long[] times() {
            return Arrays.copyOf(times, size);
        }

        float[] differences() {
            return Arrays.copyOf(differences, size);
        }

        float[] brightness() {
            return Arrays.copyOf(brightness, size);
        }
    }

    /** The versions of the detectors, joined by commas; {@code none} if there is none. */
    public String detectorVersions() {
        return detectors.isEmpty()
                ? "none"
                : String.join(
                        ",", detectors.stream().map(LabelDetector::version).toList());
    }

    @Override
    public void close() {
        detectors.forEach(LabelDetector::close);
    }
}
