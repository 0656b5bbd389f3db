package videolab.processor.library;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.processor.library.LibrarySummary.Failure;
import videolab.processor.library.assembly.VideoFile;
import videolab.processor.library.assembly.VideoResult;
import videolab.processor.library.inputs.InputListing.Listed;
import videolab.processor.library.store.LibraryStore;

/** One pass over the inputs: lists, leaves out what is known, works the rest and writes it in batches. */
final class LibraryService {

    private static final Logger LOG = LoggerFactory.getLogger(LibraryService.class);

    /** A batch is written when it holds so many videos or label rows, or is so old. */
    private static final int BATCH_VIDEOS = 1_000;

    private static final int BATCH_LABELS = 100_000;
    private static final long BATCH_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int PROGRESS_EVERY_S = 5;

    private final SparkSession spark;
    private final LibrarySettings settings;
    private final LibraryStore store;
    private final LabelMessages messages;
    private boolean stopped;
    private LibraryPipeline running;
    private final RekognitionWork rekognition;

    LibraryService(SparkSession spark, LibrarySettings settings, LibraryStore store, LabelMessages messages) {
        this.spark = spark;
        this.settings = settings;
        this.store = store;
        this.messages = messages;
        this.rekognition = new RekognitionWork(settings);
    }

    /** Ends {@link #work} soon; what is done then is written. For another thread. */
    synchronized void stop() {
        stopped = true;
        if (running != null) {
            running.stop();
        }
    }

    private synchronized LibraryPipeline pipeline() {
        running = new LibraryPipeline(spark.sparkContext(), settings, store.run(), rekognition);
        if (stopped) {
            running.stop();
        }
        return running;
    }

    /** Those of the videos that the output does not hold as they are now; all, where the settings force it. */
    List<VideoFile> unknown(List<VideoFile> videos) {
        String fingerprint = settings.sampling().fingerprint();
        return videos.stream()
                .filter(file -> settings.force() || !store.holds(file, fingerprint))
                .toList();
    }

    /** Works what is new in the listing. */
    LibrarySummary work(Listed listed) throws IOException {
        long start = System.nanoTime();
        List<VideoFile> todo = unknown(listed.videos());
        Batches batches = new Batches(todo.size(), start);
        ScheduledExecutorService chores = Executors.newSingleThreadScheduledExecutor();
        chores.scheduleAtFixedRate(batches::report, PROGRESS_EVERY_S, PROGRESS_EVERY_S, TimeUnit.SECONDS);
        try {
            if (!todo.isEmpty()) {
                try {
                    pipeline().run(todo, batches);
                } catch (LibraryPipeline.StoppedException e) {
                    LOG.info("stopped: {} of {} videos are done", batches.done(), todo.size());
                }
                batches.flush();
            }
        } finally {
            chores.shutdownNow();
        }
        return new LibrarySummary(
                listed.videos().size(),
                listed.videos().size() - todo.size(),
                batches.complete.get(),
                batches.partial.get(),
                batches.failures,
                todo.size() - batches.done(),
                listed.ignored(),
                batches.labels,
                Math.round(batches.seconds.sum() * 1000) / 1000.0,
                Math.round((System.nanoTime() - start) / 1e6) / 1000.0,
                store.root().toString());
    }

    /** Collects results and writes them. Used by one thread, but for the progress line. */
    private final class Batches implements LibraryPipeline.Results {

        private final int total;
        private final long start;
        private final AtomicInteger complete = new AtomicInteger();
        private final AtomicInteger partial = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final DoubleAdder seconds = new DoubleAdder();
        private final List<Failure> failures = new ArrayList<>();
        private volatile double plannedSeconds;
        private volatile long plannedAt;
        private List<VideoResult> open = new ArrayList<>();
        private long openLabels;
        private long openSince = System.nanoTime();
        private long labels;

        Batches(int total, long start) {
            this.total = total;
            this.start = start;
        }

        @Override
        public void planned(double planned) {
            plannedAt = System.nanoTime();
            plannedSeconds = planned;
        }

        @Override
        public void worked(double worked) {
            seconds.add(worked);
        }

        @Override
        public void accept(VideoResult result) throws IOException {
            switch (result.video().status()) {
                case "complete" -> complete.incrementAndGet();
                case "partial" -> {
                    partial.incrementAndGet();
                    LOG.warn(
                            "partial: {}: {}",
                            result.video().uri(),
                            result.video().reason());
                }
                default -> {
                    failed.incrementAndGet();
                    failures.add(
                            new Failure(result.video().uri(), result.video().reason()));
                    LOG.warn(
                            "failed: {}: {}",
                            result.video().uri(),
                            result.video().reason());
                }
            }
            open.add(result);
            openLabels += result.labels().size();
            if (open.size() >= BATCH_VIDEOS
                    || openLabels >= BATCH_LABELS
                    || System.nanoTime() - openSince > BATCH_NANOS) {
                flush();
            }
        }

        int done() {
            return complete.get() + partial.get() + failed.get();
        }

        void flush() throws IOException {
            List<VideoResult> batch = open;
            open = new ArrayList<>();
            labels += openLabels;
            openLabels = 0;
            openSince = System.nanoTime();
            store.commit(batch);
            messages.send(batch);
        }

        void report() {
            double wall = (System.nanoTime() - start) / 1e9;
            double done = seconds.sum();
            double pace = done / wall;
            double worked = (System.nanoTime() - plannedAt) / 1e9; // without the start and the probing
            String left = plannedSeconds > 0 && done > 0
                    ? String.format(Locale.ROOT, ", %.0f s left", (plannedSeconds - done) * worked / done)
                    : "";
            LOG.info(String.format(
                    Locale.ROOT,
                    "%d of %d videos, %.1f × real time%s, %d failed",
                    done(),
                    total,
                    pace,
                    left,
                    failed.get()));
        }
    }
}
