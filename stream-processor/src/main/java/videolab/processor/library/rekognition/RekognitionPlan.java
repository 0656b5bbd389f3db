package videolab.processor.library.rekognition;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import videolab.contract.VideoMetadata;
import videolab.processor.library.assembly.Probed;
import videolab.processor.library.assembly.VideoFile;
import videolab.processor.library.labels.RekognitionSettings;
import videolab.processor.library.labels.RekognitionSettings.Mode;

/**
 * Which videos Rekognition reads itself, which are sent as samples, which it does not take, and what that costs at most.
 *
 * @param stored in the order of the list
 * @param refused why, by the index of the video
 * @param newUsd what this plan adds to the bill
 * @param openUsd what jobs cost that were started and not yet read
 * @param sentence for people
 */
public record RekognitionPlan(
        List<Order> stored, Map<Integer, String> refused, double newUsd, double openUsd, String sentence) {

    private static final double MINUTE_MILLIS = 60_000;

    /**
     * Plans; nothing is ordered yet.
     *
     * @param probed of each file
     * @param everyMicros the interval of samples
     * @param amazonStore whether {@code s3a://} is Amazon's here
     */
    public static RekognitionPlan of(
            RekognitionSettings settings,
            List<VideoFile> files,
            List<Probed> probed,
            long everyMicros,
            boolean amazonStore,
            JobLedger ledger)
            throws IOException {
        Prices prices = Prices.load();
        List<Order> stored = new ArrayList<>();
        Map<Integer, String> refused = new LinkedHashMap<>();
        double storedUsd = 0;
        double minutes = 0;
        int paid = 0;
        long frames = 0;
        int sampled = 0;
        for (int i = 0; i < files.size(); i++) {
            VideoMetadata metadata = probed.get(i).metadata();
            if (metadata == null) {
                continue;
            }
            Optional<String> refusal = settings.mode() == Mode.FRAMES
                    ? Optional.of("")
                    : StoredVideoLimits.refusal(files.get(i), metadata, amazonStore);
            if (refusal.isEmpty()) {
                double started = Math.ceil(metadata.durationMillis() / MINUTE_MILLIS);
                Order order = new Order(i, files.get(i), started * prices.storedMinuteUsd());
                stored.add(order);
                if (ledger.hasJob(files.get(i))) {
                    paid++;
                } else {
                    minutes += started;
                    storedUsd += order.usd();
                }
            } else if (settings.mode() == Mode.STORED) {
                refused.put(i, refusal.get());
            } else if (metadata.durationMillis() == null && settings.maxCostUsd() != null) {
                refused.put(i, "its duration is unknown, so that --max-cost cannot be kept");
            } else {
                frames += samples(metadata, everyMicros);
                sampled++;
            }
        }
        double newUsd = storedUsd + frames * prices.imageUsd();
        double openUsd = ledger.openUsd();
        String sentence = String.format(
                Locale.ROOT,
                "Rekognition costs about $%.3f: %d stored videos of %.0f minutes, %d samples of %d videos; %d videos have a"
                        + " job already; open jobs: $%.3f (prices of %s in %s, free tier not counted)",
                newUsd,
                stored.size() - paid,
                minutes,
                frames,
                sampled,
                paid,
                openUsd,
                prices.asOf(),
                prices.region());
        return new RekognitionPlan(stored, refused, newUsd, openUsd, sentence);
    }

    private static long samples(VideoMetadata metadata, long everyMicros) {
        if (metadata.durationMillis() == null) {
            return 0;
        }
        return metadata.durationMillis() * 1_000 / everyMicros + 1;
    }
}
