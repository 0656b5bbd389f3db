package videolab.processor.library.rekognition;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.rekognition.RekognitionClient;
import software.amazon.awssdk.services.rekognition.model.GetLabelDetectionResponse;
import software.amazon.awssdk.services.rekognition.model.LabelDetection;
import software.amazon.awssdk.services.rekognition.model.LabelDetectionAggregateBy;
import software.amazon.awssdk.services.rekognition.model.LimitExceededException;
import software.amazon.awssdk.services.rekognition.model.Parent;
import software.amazon.awssdk.services.rekognition.model.ResourceNotFoundException;
import software.amazon.awssdk.services.rekognition.model.VideoJobStatus;
import videolab.processor.library.assembly.StoredLabels;
import videolab.processor.library.assembly.StoredLabels.Stretch;
import videolab.processor.library.assembly.VideoFile;
import videolab.processor.library.labels.Found;
import videolab.processor.library.labels.Rekognition;
import videolab.processor.library.rekognition.JobLedger.Entry;
import videolab.processor.library.rekognition.JobLedger.State;
import videolab.processor.library.sampling.Observation;

/**
 * Orders jobs and reads them when they are done, on a thread of its own. No job is paid twice: orders carry a token that the
 * video, its ETag and the settings decide, and the ledger has a job's id before it is asked for.
 */
public final class StoredLabelJobs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoredLabelJobs.class);

    /** As many as an account has by default. */
    private static final int MOST_OPEN = 20;

    private static final int PAGE = 1_000;
    /** Between two questions for the same job. */
    private static final Duration POLL = Duration.ofSeconds(5);
    /** Between two orders while the account has as many jobs as it may. */
    private static final Duration LIMITED = Duration.ofSeconds(15);

    private static final Duration REPORT = Duration.ofSeconds(30);

    private final RekognitionClient client;
    private final JobLedger ledger;
    private final double minConfidence;
    private final Duration poll;
    private final Duration limited;
    private final Deque<Order> waiting = new ArrayDeque<>();
    private final Map<Order, Entry> open = new LinkedHashMap<>();
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private final Thread worker = new Thread(this::run, "rekognition-jobs");

    /** How a job ended: labels, or why there are none. */
    public record Outcome(int index, StoredLabels labels, String failure) {}

    /**
     * Begins to order.
     *
     * @param client closed with this
     */
    public static StoredLabelJobs start(
            RekognitionClient client, JobLedger ledger, double minConfidence, List<Order> orders) {
        return start(client, ledger, minConfidence, orders, POLL, LIMITED);
    }

    static StoredLabelJobs start(
            RekognitionClient client,
            JobLedger ledger,
            double minConfidence,
            List<Order> orders,
            Duration poll,
            Duration limited) {
        StoredLabelJobs jobs = new StoredLabelJobs(client, ledger, minConfidence, orders, poll, limited);
        jobs.worker.setDaemon(true);
        jobs.worker.start();
        return jobs;
    }

    private StoredLabelJobs(
            RekognitionClient client,
            JobLedger ledger,
            double minConfidence,
            List<Order> orders,
            Duration poll,
            Duration limited) {
        this.client = client;
        this.ledger = ledger;
        this.minConfidence = minConfidence;
        this.poll = poll;
        this.limited = limited;
        waiting.addAll(orders);
    }

    /** The next job that ended; null where none does so soon. Each order has one outcome. */
    public Outcome poll(Duration patience) throws InterruptedException {
        return outcomes.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The next job that ended; null where none has since. */
    public Outcome poll() {
        return outcomes.poll();
    }

    /** Jobs that are open go on and are read by the next run. */
    @Override
    public void close() {
        worker.interrupt();
        client.close();
    }

    private void run() {
        long nextOrder = System.nanoTime();
        long nextReport = System.nanoTime() + REPORT.toNanos();
        try {
            while (!waiting.isEmpty() || !open.isEmpty()) {
                while (!waiting.isEmpty() && open.size() < MOST_OPEN && System.nanoTime() - nextOrder >= 0) {
                    Order order = waiting.poll();
                    if (!begin(order)) {
                        waiting.push(order);
                        nextOrder = System.nanoTime() + limited.toNanos();
                    }
                }
                if (readDone()) {
                    nextOrder = System.nanoTime(); // there is room again
                    continue;
                }
                if (System.nanoTime() - nextReport > 0) {
                    LOG.info("Rekognition: {} jobs open, {} videos wait", open.size(), waiting.size());
                    nextReport = System.nanoTime() + REPORT.toNanos();
                }
                Thread.sleep(poll.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // Whoever waits for an outcome must not wait for ever.
            open.keySet().forEach(order -> fail(order, String.valueOf(e)));
            waiting.forEach(order -> fail(order, String.valueOf(e)));
            throw e;
        }
    }

    private void fail(Order order, String why) {
        outcomes.add(new Outcome(order.index(), null, why));
    }

    /** Orders a job, or takes up the one there is; false where the account may have no more now. */
    private boolean begin(Order order) {
        VideoFile file = order.file();
        try {
            Optional<Entry> known = ledger.find(file);
            if (known.isPresent() && known.get().job() != null && known.get().state() != State.FAILED) {
                LOG.info(
                        "Rekognition: {} has job {} already",
                        file.uri(),
                        known.get().job());
                open.put(order, known.get());
                return true;
            }
            int attempt = known.map(entry -> entry.state() == State.FAILED ? entry.attempt() + 1 : entry.attempt())
                    .orElse(0);
            return order(order, attempt, known);
        } catch (IOException e) {
            fail(order, "the output cannot keep its job: " + e.getMessage());
            return true;
        }
    }

    private boolean order(Order order, int attempt, Optional<Entry> before) throws IOException {
        VideoFile file = order.file();
        URI address = URI.create(file.uri());
        Entry entry = new Entry(file.video(), file.uri(), State.ORDERED, attempt, null, Instant.now(), order.usd());
        ledger.write(file, entry);
        try {
            String job = client.startLabelDetection(request -> request.clientRequestToken(ledger.token(file, attempt))
                            .jobTag(file.video())
                            .minConfidence((float) minConfidence)
                            .video(video -> video.s3Object(object -> object.bucket(StoredVideoLimits.bucket(address))
                                    .name(StoredVideoLimits.key(address)))))
                    .jobId();
            Entry started = entry.as(State.STARTED, job);
            ledger.write(file, started);
            open.put(order, started);
        } catch (LimitExceededException e) {
            takeBack(file, before);
            return false;
        } catch (AwsServiceException e) {
            if (e.statusCode() < 500) {
                takeBack(file, before);
            }
            fail(order, Rekognition.reason(e));
        } catch (SdkException e) {
            fail(order, Rekognition.reason(e));
        }
        return true;
    }

    /** The order was refused: there is no job. Which attempt comes next is kept, or its token would ask for the one that failed. */
    private void takeBack(VideoFile file, Optional<Entry> before) throws IOException {
        if (before.isPresent()) {
            ledger.write(file, before.get());
        } else {
            ledger.forget(file);
        }
    }

    /** Asks for each open job once; true where one ended. */
    private boolean readDone() {
        boolean ended = false;
        Iterator<Map.Entry<Order, Entry>> jobs = open.entrySet().iterator();
        List<Order> again = new ArrayList<>();
        while (jobs.hasNext()) {
            Map.Entry<Order, Entry> job = jobs.next();
            Order order = job.getKey();
            try {
                Optional<Outcome> outcome = read(order, job.getValue());
                if (outcome.isEmpty()) {
                    continue;
                }
                outcomes.add(outcome.get());
            } catch (ResourceNotFoundException e) {
                again.add(order);
            } catch (SdkException e) {
                fail(order, Rekognition.reason(e));
            } catch (IOException e) {
                fail(order, e.getMessage());
            }
            jobs.remove();
            ended = true;
        }
        for (Order order : again) {
            forget(order);
        }
        return ended;
    }

    /** Rekognition does not know the job any more. A new one costs again, which this run's estimate did not say. */
    private void forget(Order order) {
        try {
            ledger.forget(order.file());
            fail(order, "Rekognition does not know its job any more; the next run orders another");
        } catch (IOException e) {
            fail(order, "the output cannot keep its job: " + e.getMessage());
        }
    }

    private Optional<Outcome> read(Order order, Entry entry) throws IOException {
        List<LabelDetection> labels = new ArrayList<>();
        GetLabelDetectionResponse answer = pages(entry.job(), LabelDetectionAggregateBy.TIMESTAMPS, labels);
        if (answer.jobStatus() == VideoJobStatus.IN_PROGRESS) {
            return Optional.empty();
        }
        if (answer.jobStatus() != VideoJobStatus.SUCCEEDED) {
            ledger.write(order.file(), entry.as(State.FAILED, entry.job()));
            return Optional.of(new Outcome(order.index(), null, "Rekognition's job failed: " + answer.statusMessage()));
        }
        List<LabelDetection> segments = new ArrayList<>();
        pages(entry.job(), LabelDetectionAggregateBy.SEGMENTS, segments);
        ledger.write(order.file(), entry.as(State.READ, entry.job()));
        return Optional.of(new Outcome(
                order.index(),
                new StoredLabels(
                        "rekognition-video-" + answer.labelModelVersion(), observations(labels), stretches(segments)),
                null));
    }

    /** All pages of a job that is done. */
    private GetLabelDetectionResponse pages(String job, LabelDetectionAggregateBy aggregate, List<LabelDetection> all)
            throws IOException {
        Set<String> seen = new HashSet<>();
        String token = null;
        GetLabelDetectionResponse answer;
        do {
            String next = token;
            answer = client.getLabelDetection(request ->
                    request.jobId(job).maxResults(PAGE).aggregateBy(aggregate).nextToken(next));
            all.addAll(answer.labels());
            token = answer.nextToken();
            if (token != null && !seen.add(token)) {
                throw new IOException("Rekognition gives the same page of its labels again and again");
            }
        } while (token != null && answer.jobStatus() == VideoJobStatus.SUCCEEDED);
        return answer;
    }

    private static List<Observation> observations(List<LabelDetection> labels) {
        Map<Long, List<Found>> byTime = new TreeMap<>();
        for (LabelDetection label : labels) {
            byTime.computeIfAbsent(label.timestamp(), time -> new ArrayList<>())
                    .addAll(Rekognition.found(label.label()));
        }
        return byTime.entrySet().stream()
                .map(at -> new Observation(at.getKey() * 1_000, true, at.getValue()))
                .toList();
    }

    private static List<Stretch> stretches(List<LabelDetection> segments) {
        return segments.stream()
                .map(segment -> new Stretch(
                        segment.startTimestampMillis(),
                        segment.endTimestampMillis(),
                        segment.label().name(),
                        segment.label().confidence(),
                        segment.label().parents().stream().map(Parent::name).toList(),
                        Rekognition.isActivity(segment.label())))
                .toList();
    }
}
