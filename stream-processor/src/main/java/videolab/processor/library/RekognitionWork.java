package videolab.processor.library;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.UsageException;
import videolab.processor.library.assembly.Probed;
import videolab.processor.library.assembly.VideoFile;
import videolab.processor.library.inputs.HadoopSettings;
import videolab.processor.library.inputs.InputListing;
import videolab.processor.library.labels.Rekognition;
import videolab.processor.library.labels.RekognitionSettings;
import videolab.processor.library.rekognition.JobLedger;
import videolab.processor.library.rekognition.RekognitionPlan;
import videolab.processor.library.rekognition.StoredLabelJobs;
import videolab.processor.library.rekognition.StoredLabelJobs.Outcome;
import videolab.processor.library.store.OutputFiles;

/** What Rekognition does beside Spark's tasks, and the money that all passes of a run spend on it. */
final class RekognitionWork {

    private static final Logger LOG = LoggerFactory.getLogger(RekognitionWork.class);
    private static final String AMAZON = ".amazonaws.com";

    private final LibrarySettings settings;
    private double spentUsd;

    RekognitionWork(LibrarySettings settings) {
        this.settings = settings;
    }

    /**
     * Says what these videos cost and orders the jobs of those that Rekognition reads itself.
     *
     * @throws UsageException where they cost more than the run may; nothing is ordered then
     */
    Running begin(List<VideoFile> files, List<Probed> probed) throws IOException {
        RekognitionSettings rekognition = settings.sampling().labels().rekognition();
        if (rekognition == null) {
            return new Running(Map.of(), null, Set.of());
        }
        double minConfidence = settings.sampling().labels().minConfidence();
        JobLedger ledger = new JobLedger(
                new OutputFiles(InputListing.path(settings.output()), HadoopSettings.configuration(settings.hadoop())),
                minConfidence);
        RekognitionPlan plan = RekognitionPlan.of(
                rekognition, files, probed, settings.sampling().everyMicros(), isAmazonStore(), ledger);
        LOG.info(plan.sentence());
        double all = spentUsd + plan.openUsd() + plan.newUsd();
        if (rekognition.maxCostUsd() != null && all > rekognition.maxCostUsd() + 1e-9) {
            throw new UsageException(
                    "--max-cost",
                    rekognition.maxCostUsd(),
                    String.format(Locale.ROOT, "this run would cost $%.3f, open jobs included; nothing was sent", all));
        }
        spentUsd += plan.newUsd();
        Set<Integer> stored = new HashSet<>();
        plan.stored().forEach(order -> stored.add(order.index()));
        return new Running(
                plan.refused(),
                stored.isEmpty()
                        ? null
                        : StoredLabelJobs.start(Rekognition.open(), ledger, minConfidence, plan.stored()),
                stored);
    }

    /** A service elsewhere is given what is on a store elsewhere. */
    private boolean isAmazonStore() {
        String endpoint = settings.hadoop().get("fs.s3a.endpoint");
        return endpoint == null
                || String.valueOf(URI.create(endpoint).getHost()).endsWith(AMAZON)
                || System.getenv("AWS_ENDPOINT_URL_REKOGNITION") != null
                || System.getProperty("aws.endpointUrlRekognition") != null;
    }

    /** The jobs of one pass. A video is ready when its parts are worked and its job, where it has one, has ended. */
    static final class Running implements AutoCloseable {

        static final int NONE = -1;
        static final int NOT_YET = -2;
        private static final Duration MOMENT = Duration.ofMillis(200);

        private final Map<Integer, String> refused;
        private final StoredLabelJobs jobs;
        private final Set<Integer> stored;
        private final Set<Integer> waiting = new HashSet<>();
        private final Map<Integer, Outcome> outcomes = new HashMap<>();

        private Running(Map<Integer, String> refused, StoredLabelJobs jobs, Set<Integer> stored) {
            this.refused = refused;
            this.jobs = jobs;
            this.stored = stored;
        }

        /** Why the video is not worked; null where it is. */
        String refusal(int index) {
            return refused.get(index);
        }

        List<Probed> accepted(List<Probed> probed) {
            List<Probed> accepted = new ArrayList<>(probed);
            refused.forEach((index, why) -> accepted.set(index, Probed.failed(why)));
            return accepted;
        }

        boolean isStored(int index) {
            return stored.contains(index);
        }

        /** Null where the video has no job. */
        Outcome outcome(int index) {
            return outcomes.remove(index);
        }

        /** The videos that became ready, when a part of one was worked. */
        List<Integer> ready(int index, boolean lastPart) {
            List<Integer> ready = new ArrayList<>();
            if (lastPart && !stored.contains(index)) {
                ready.add(index);
            } else if (lastPart) {
                waiting.add(index);
            }
            if (jobs != null) {
                for (Outcome ended = jobs.poll(); ended != null; ended = jobs.poll()) {
                    outcomes.put(ended.index(), ended);
                }
                waiting.removeIf(video -> outcomes.containsKey(video) && ready.add(video));
            }
            return ready;
        }

        /** After all parts: the next video whose job has ended; {@link #NOT_YET} after a moment without one. */
        int next() throws IOException {
            if (waiting.isEmpty()) {
                return NONE;
            }
            for (int video : waiting) {
                if (outcomes.containsKey(video)) {
                    waiting.remove(video);
                    return video;
                }
            }
            try {
                Outcome ended = jobs.poll(MOMENT);
                if (ended != null) {
                    outcomes.put(ended.index(), ended);
                }
                return NOT_YET;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for Rekognition", e);
            }
        }

        @Override
        public void close() {
            if (jobs != null) {
                jobs.close();
            }
        }
    }
}
