package videolab.processor.library;

import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.Function2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;
import videolab.processor.library.PartWork.ProbedFile;
import videolab.processor.library.PartWork.ToProbe;
import videolab.processor.library.PartWork.ToWork;
import videolab.processor.library.PartWork.WorkedPart;
import videolab.processor.library.RekognitionWork.Running;
import videolab.processor.library.assembly.Probed;
import videolab.processor.library.assembly.VideoAssembler;
import videolab.processor.library.assembly.VideoFile;
import videolab.processor.library.assembly.VideoResult;
import videolab.processor.library.planning.Part;
import videolab.processor.library.planning.TaskPlanner;
import videolab.processor.library.rekognition.StoredLabelJobs;
import videolab.processor.library.sampling.PartResult;

/**
 * Files to rows: probe every file, cut the work into tasks of equal time, work the parts, join the parts of each video as they
 * come, and hand its rows on.
 */
final class LibraryPipeline {

    private static final int PROBE_TASKS_PER_SLOT = 8;
    private static final long LOOK_FOR_STOP_MS = 200;

    private final SparkContext spark;
    private final LibrarySettings settings;
    private final VideoAssembler assembler;
    private final PartWork work;
    private volatile boolean stopped;
    private final RekognitionWork rekognition;

    LibraryPipeline(SparkContext spark, LibrarySettings settings, String run, RekognitionWork rekognition) {
        this.spark = spark;
        this.settings = settings;
        this.assembler = new VideoAssembler(settings.sampling(), run);
        this.rekognition = rekognition;
        this.work = new PartWork(settings.sampling(), settings.hadoop(), settings.output());
    }

    /** The run was stopped; what was accepted before is whole. */
    static final class StoppedException extends IOException {

        private static final long serialVersionUID = 1;

        StoppedException() {
            super("the run was stopped");
        }
    }

    /** Takes the rows of a video when it is done. */
    interface Results {
        void accept(VideoResult result) throws IOException;

        /** Called with each part that is done, and the seconds of video that it held. */
        void worked(double seconds);

        /** Called when all is probed, with the seconds of video to work. */
        void planned(double seconds);
    }

    /** Makes {@link #run} end soon; for another thread. */
    void stop() {
        stopped = true;
    }

    /**
     * Works the files; returns when the results of all were accepted.
     *
     * @throws StoppedException after {@link #stop()}
     */
    void run(List<VideoFile> files, Results results) throws IOException {
        List<Probed> probed = probe(files);
        try (Running labels = rekognition.begin(files, probed)) {
            work(files, probed, labels, results);
        }
    }

    private void work(List<VideoFile> files, List<Probed> probed, Running labels, Results results) throws IOException {
        List<List<Part>> tasks = new TaskPlanner(
                        spark.defaultParallelism(), settings.sampling().everyMicros(), settings.shortestPartSeconds())
                .plan(labels.accepted(probed));
        results.planned(
                tasks.stream().flatMap(List::stream).mapToDouble(Part::seconds).sum());
        int[] missing = new int[files.size()];
        tasks.forEach(task -> task.forEach(part -> missing[part.index()]++));
        for (int i = 0; i < files.size(); i++) {
            if (probed.get(i).metadata() == null) {
                results.accept(assembler.failed(
                        files.get(i), probed.get(i), probed.get(i).failure(), Instant.now()));
            } else if (labels.refusal(i) != null) {
                results.accept(assembler.failed(files.get(i), probed.get(i), labels.refusal(i), Instant.now()));
            }
        }
        List<List<ToWork>> toWork = new ArrayList<>();
        for (List<Part> task : tasks) {
            List<ToWork> parts = new ArrayList<>();
            for (Part part : task) {
                Probed video = probed.get(part.index());
                parts.add(new ToWork(
                        part, files.get(part.index()), video.durationMicros(), labels.isStored(part.index())));
            }
            toWork.add(parts);
        }
        List<List<WorkedPart>> done = new ArrayList<>();
        files.forEach(file -> done.add(new ArrayList<>()));
        inTasks(toWork, work::work, part -> {
            int index = part.part().index();
            results.worked(part.part().seconds());
            done.get(index).add(part);
            missing[index]--;
            for (int ready : labels.ready(index, missing[index] == 0)) {
                results.accept(joined(files.get(ready), probed.get(ready), done.get(ready), labels.outcome(ready)));
                done.set(ready, null);
            }
        });
        for (int ready = labels.next(); ready != Running.NONE; ready = labels.next()) {
            if (ready == Running.NOT_YET) {
                if (stopped) {
                    throw new StoppedException();
                }
                continue;
            }
            results.accept(joined(files.get(ready), probed.get(ready), done.get(ready), labels.outcome(ready)));
            done.set(ready, null);
        }
    }

    private List<Probed> probe(List<VideoFile> files) throws IOException {
        int count = Math.min(files.size(), spark.defaultParallelism() * PROBE_TASKS_PER_SLOT);
        List<List<ToProbe>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(new ArrayList<>());
        }
        for (int i = 0; i < files.size(); i++) {
            tasks.get(i % count).add(new ToProbe(i, files.get(i)));
        }
        Probed[] probed = new Probed[files.size()];
        inTasks(tasks, work::probe, (ProbedFile file) -> probed[file.index()] = file.probed());
        return Arrays.asList(probed);
    }

    /** @param stored how a job of Rekognition ended; null where there was none */
    private VideoResult joined(VideoFile file, Probed probed, List<WorkedPart> parts, StoredLabelJobs.Outcome stored) {
        for (WorkedPart part : parts) {
            if (part.failure() != null) {
                return assembler.failed(file, probed, part.failure(), Instant.now());
            }
        }
        if (stored != null && stored.failure() != null) {
            return assembler.failed(file, probed, stored.failure(), Instant.now());
        }
        List<PartResult> results = parts.stream().map(WorkedPart::result).toList();
        return assembler.assemble(
                file,
                probed,
                results,
                parts.get(0).detectors(),
                stored == null ? null : stored.labels(),
                Instant.now());
    }

    /** A task's work, which travels to executors. */
    private interface TaskWork<T, U> extends Serializable {
        List<U> of(java.util.Iterator<T> items);
    }

    private interface Taker<U> {
        void take(U result) throws IOException;
    }

    /** Runs each list as one task, and takes results on this thread as tasks end. */
    private <T, U> void inTasks(List<List<T>> tasks, TaskWork<T, U> work, Taker<U> taker) throws IOException {
        if (tasks.isEmpty()) {
            return;
        }
        RDD<List<T>> lists = JavaSparkContext.fromSparkContext(spark)
                .parallelize(tasks, tasks.size())
                .rdd();
        BlockingQueue<Event<U>> events = new LinkedBlockingQueue<>();
        Thread job = new Thread(
                () -> {
                    try {
                        submit(lists, work, answer -> events.add(new Event<>(answer, null, false)));
                        events.add(new Event<>(null, null, true));
                    } catch (Throwable e) { // Spark, in Scala, throws checked exceptions that nothing declares
                        events.add(new Event<>(null, e, true));
                    }
                },
                "library-job");
        job.start();
        try {
            Event<U> event = next(events);
            for (; !event.last; event = next(events)) {
                for (U result : event.answer) {
                    taker.take(result);
                }
            }
            if (event.failure != null) {
                throw new IOException("a task failed: " + event.failure.getMessage(), event.failure);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            spark.cancelAllJobs();
        }
    }

    private <U> Event<U> next(BlockingQueue<Event<U>> events) throws InterruptedException, StoppedException {
        while (!stopped) {
            Event<U> event = events.poll(LOOK_FOR_STOP_MS, TimeUnit.MILLISECONDS);
            if (event != null) {
                return event;
            }
        }
        throw new StoppedException();
    }

    private record Event<U>(List<U> answer, Throwable failure, boolean last) {}

    private <T, U> void submit(RDD<List<T>> lists, TaskWork<T, U> work, Consumer<List<U>> answers) {
        Function2<TaskContext, Iterator<List<T>>, List<U>> task =
                (Function2<TaskContext, Iterator<List<T>>, List<U>> & Serializable) (context, items) -> {
                    List<U> all = new ArrayList<>();
                    CollectionConverters.asJava(items).forEachRemaining(list -> all.addAll(work.of(list.iterator())));
                    return all;
                };
        Function2<Object, List<U>, BoxedUnit> handler = (index, answer) -> {
            answers.accept(answer);
            return BoxedUnit.UNIT;
        };
        spark.runJob(lists, task, handler, ClassTag$.MODULE$.apply(List.class));
    }
}
