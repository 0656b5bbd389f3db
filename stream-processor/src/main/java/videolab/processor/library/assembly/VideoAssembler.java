package videolab.processor.library.assembly;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import videolab.contract.ContentTypes;
import videolab.contract.VideoMetadata;
import videolab.processor.library.actions.Action;
import videolab.processor.library.actions.ActionDetector;
import videolab.processor.library.assembly.Rows.BoundingBox;
import videolab.processor.library.assembly.Rows.EmotionRow;
import videolab.processor.library.assembly.Rows.Instance;
import videolab.processor.library.assembly.Rows.Label;
import videolab.processor.library.assembly.Rows.LabelRow;
import videolab.processor.library.assembly.Rows.Parent;
import videolab.processor.library.assembly.Rows.SegmentLabel;
import videolab.processor.library.assembly.Rows.SegmentRow;
import videolab.processor.library.assembly.Rows.ShotRow;
import videolab.processor.library.assembly.Rows.ShotSegment;
import videolab.processor.library.assembly.Rows.VideoRow;
import videolab.processor.library.labels.Found;
import videolab.processor.library.sampling.FrameDifference;
import videolab.processor.library.sampling.Observation;
import videolab.processor.library.sampling.PartResult;
import videolab.processor.library.sampling.PartResult.Change;
import videolab.processor.library.sampling.PartResult.Picture;
import videolab.processor.library.sampling.SamplingSettings;
import videolab.processor.library.shots.Shot;
import videolab.processor.library.shots.ShotDetector;

/** Makes the rows of one video from the results of its parts. The same parts, however cut, give the same rows. */
public final class VideoAssembler {

    /** One frame in so many may be missing from the index's count: containers count what they do not show. */
    private static final double MISSING_RATIO = 0.002;

    private static final long SHORT_BY_MICROS = 1_000_000;
    private static final double SHORT_BY_RATIO = 0.05;

    private final SamplingSettings settings;
    private final String run;

    /** @param run the id of this run */
    public VideoAssembler(SamplingSettings settings, String run) {
        this.settings = settings;
        this.run = run;
    }

    /** The row of a video that could not be worked. */
    public VideoResult failed(VideoFile file, Probed probed, String reason, Instant now) {
        VideoRow row = row(file, probed, "failed", reason, 0, 0, 0, null, null, null, now);
        return new VideoResult(row, List.of(), List.of(), List.of(), Map.of(), null, probed);
    }

    /**
     * The rows of a video that was worked.
     *
     * @param unordered the results of all its parts
     * @param detectors which models looked at it
     * @param stored what a service found that read the video itself; null where none did
     */
    public VideoResult assemble(
            VideoFile file,
            Probed probed,
            List<PartResult> unordered,
            String detectors,
            StoredLabels stored,
            Instant now) {
        List<PartResult> parts = unordered.stream()
                .sorted(Comparator.comparingLong(PartResult::fromMicros))
                .toList();
        long frames = parts.stream().mapToLong(PartResult::frames).sum();
        long damaged = parts.stream().mapToLong(PartResult::damaged).sum();
        long last = parts.stream().mapToLong(PartResult::lastMicros).max().orElse(-1);
        if (frames == 0) {
            return failed(file, probed, "no frame of it could be decoded", now);
        }
        List<String> faults = faults(probed, parts, frames, damaged, last);
        long end =
                Math.max(last, Math.min(last + probed.frameMicros(), orElse(probed.durationMicros(), Long.MAX_VALUE)));
        List<Observation> observations =
                parts.stream().flatMap(part -> part.observations().stream()).toList();
        Joined joined = new Joined(parts);
        List<Shot> shots = settings.shots()
                ? new ShotDetector(joined.changes, joined.times, joined.brightness, end, joined.firstPicture).shots()
                : List.of();
        List<Action> actions = settings.actions() && settings.needsEveryFrame()
                ? new ActionDetector(settings.everyMicros(), end)
                        .actions(joined.times, joined.differences, placed(observations))
                : List.of();

        Map<String, byte[]> thumbnails = new LinkedHashMap<>();
        List<ShotRow> shotRows = new ArrayList<>();
        for (int i = 0; i < shots.size(); i++) {
            Shot shot = shots.get(i);
            String name = null;
            if (shot.picture() != null) {
                name = String.format(Locale.ROOT, "shot-%05d.jpg", i);
                thumbnails.put(name, shot.picture());
            }
            shotRows.add(new ShotRow(
                    file.video(),
                    file.uri(),
                    "SHOT",
                    millis(shot.startMicros()),
                    millis(shot.endMicros()),
                    millis(shot.endMicros()) - millis(shot.startMicros()),
                    new ShotSegment(i, shot.confidence()),
                    name));
        }
        List<LabelRow> labels = new ArrayList<>(objects(file, observations));
        if (stored != null) {
            labels.addAll(objects(file, stored.observations()));
        }
        labels.addAll(events(file, actions));
        for (int i = 1; i < shots.size(); i++) {
            labels.add(new LabelRow(
                    file.video(),
                    file.uri(),
                    Rows.CUE,
                    millis(shots.get(i).startMicros()),
                    new Label("Scene cut", shots.get(i).confidence(), List.of(), List.of())));
        }
        labels.sort(Comparator.comparingLong(LabelRow::timestamp)
                .thenComparing(LabelRow::kind)
                .thenComparing(row -> row.label().name()));
        List<SegmentRow> segments = new ArrayList<>(objectSegments(file, observations, end, shotRows));
        if (stored != null) {
            segments.addAll(storedSegments(file, stored, shotRows));
        }
        segments.addAll(actionSegments(file, actions, shotRows));
        segments.sort(Comparator.comparingLong(SegmentRow::start)
                .thenComparing(SegmentRow::kind)
                .thenComparing(row -> row.label().name()));

        List<Picture> pictures =
                parts.stream().flatMap(part -> part.sheet().stream()).toList();
        byte[] sheet = pictures.isEmpty() ? null : ContactSheet.of(pictures);
        VideoRow row = row(
                file,
                probed,
                faults.isEmpty() ? "complete" : "partial",
                faults.isEmpty() ? null : String.join("; ", faults),
                frames,
                damaged,
                observations.size(),
                settings.shots() ? shots.size() : null,
                sheet == null ? null : "sheets/" + file.video() + ".jpg",
                detectors(detectors, stored),
                now);
        return new VideoResult(row, labels, segments, shotRows, thumbnails, sheet, probed);
    }

    private static String detectors(String ours, StoredLabels stored) {
        if (stored == null) {
            return ours;
        }
        return "none".equals(ours) ? stored.model() : ours + "," + stored.model();
    }

    /** What has a place in the picture: nothing else can be followed. */
    private static List<Observation> placed(List<Observation> observations) {
        return observations.stream()
                .map(seen -> new Observation(
                        seen.micros(),
                        seen.regular(),
                        seen.found().stream().filter(Found::hasBox).toList()))
                .toList();
    }

    /** How much of the video is missing or damaged, which no decoder says by itself. */
    private static List<String> faults(
            Probed probed, List<PartResult> parts, long frames, long damaged, long lastMicros) {
        VideoMetadata metadata = probed.metadata();
        List<String> faults = new ArrayList<>();
        Long counted = metadata.frameCount();
        boolean all = parts.stream().allMatch(PartResult::countsEveryFrame);
        if (all && counted != null && frames < counted - Math.max(1, counted * MISSING_RATIO)) {
            faults.add(String.format(
                    Locale.ROOT,
                    "%d of %d frames could be decoded (%.1f %%)",
                    frames,
                    counted,
                    100.0 * frames / counted));
        }
        Long duration = probed.durationMicros();
        if (duration != null && all) {
            long reached = lastMicros + probed.frameMicros();
            long allowed = Math.max(SHORT_BY_MICROS, probed.ownDuration() ? 0 : Math.round(duration * SHORT_BY_RATIO));
            if (reached < duration - allowed) {
                faults.add(String.format(
                        Locale.ROOT, "ends at %.1f s, though it says %.1f s", reached / 1e6, duration / 1e6));
            }
        }
        if (damaged > 0) {
            faults.add(damaged + (damaged == 1 ? " frame is" : " frames are") + " damaged");
        }
        return faults;
    }

    private static long orElse(Long value, long other) {
        return value == null ? other : value;
    }

    /** The frames of all parts as if they had been one. */
    private static final class Joined {

        private final long[] times;
        private final float[] differences;
        private final float[] brightness;
        private final List<Change> changes = new ArrayList<>();
        private byte[] firstPicture;

        Joined(List<PartResult> parts) {
            int size =
                    parts.stream().mapToInt(part -> part.timesMicros().length).sum();
            times = new long[size];
            differences = new float[size];
            brightness = new float[size];
            int at = 0;
            byte[] before = null;
            for (PartResult part : parts) {
                int length = part.timesMicros().length;
                if (length == 0) {
                    continue;
                }
                System.arraycopy(part.timesMicros(), 0, times, at, length);
                System.arraycopy(part.differences(), 0, differences, at, length);
                System.arraycopy(part.brightness(), 0, brightness, at, length);
                if (before == null) {
                    firstPicture = part.firstPicture();
                } else {
                    double difference = FrameDifference.of(before, part.firstTiny());
                    differences[at] = (float) difference;
                    if (difference >= FrameDifference.CHANGE) {
                        changes.add(new Change(times[at], before, part.firstTiny(), part.firstPicture()));
                    }
                }
                changes.addAll(part.changes());
                before = part.lastTiny();
                at += length;
            }
        }
    }

    private static List<LabelRow> objects(VideoFile file, List<Observation> observations) {
        List<LabelRow> rows = new ArrayList<>();
        for (Observation observation : observations) {
            byName(observation)
                    .forEach((name, found) -> rows.add(new LabelRow(
                            file.video(),
                            file.uri(),
                            kind(found.get(0).activity()),
                            millis(observation.micros()),
                            new Label(
                                    name,
                                    highest(found),
                                    found.stream()
                                            .filter(Found::hasBox)
                                            .map(VideoAssembler::instance)
                                            .toList(),
                                    parents(found.get(0).parents())))));
        }
        return rows;
    }

    private static Map<String, List<Found>> byName(Observation observation) {
        Map<String, List<Found>> byName = new TreeMap<>();
        for (Found found : observation.found()) {
            byName.computeIfAbsent(found.name(), name -> new ArrayList<>()).add(found);
        }
        return byName;
    }

    private static String kind(boolean activity) {
        return activity ? Rows.ACTION : Rows.OBJECT;
    }

    private static List<Parent> parents(List<String> names) {
        return names.stream().map(Parent::new).toList();
    }

    private static double highest(List<Found> found) {
        return found.stream().mapToDouble(Found::confidence).max().orElse(0);
    }

    private static Instance instance(Found found) {
        return new Instance(
                new BoundingBox(found.width(), found.height(), found.left(), found.top()),
                found.confidence(),
                found.emotions().entrySet().stream()
                        .map(emotion -> new EmotionRow(emotion.getKey(), emotion.getValue()))
                        .sorted(Comparator.comparingDouble(EmotionRow::confidence)
                                .reversed())
                        .toList());
    }

    private static List<LabelRow> events(VideoFile file, List<Action> actions) {
        return actions.stream()
                .map(action -> new LabelRow(
                        file.video(),
                        file.uri(),
                        Rows.ACTION,
                        millis(action.startMicros()),
                        new Label(
                                action.name(),
                                hundredths(action.confidence()),
                                action.where() == null ? List.of() : List.of(instance(action.where())),
                                parents(action))))
                .toList();
    }

    private static List<Parent> parents(Action action) {
        return action.of() == null ? List.of() : List.of(new Parent(action.of()));
    }

    /** A label's stretch goes on as long as no sample of the interval is without it. */
    private List<SegmentRow> objectSegments(
            VideoFile file, List<Observation> observations, long endMicros, List<ShotRow> shots) {
        List<SegmentRow> rows = new ArrayList<>();
        Map<String, Stretch> open = new TreeMap<>();
        for (int i = 0; i < observations.size(); i++) {
            Observation observation = observations.get(i);
            long next = i + 1 < observations.size() ? observations.get(i + 1).micros() : endMicros;
            long until = Math.max(observation.micros(), Math.min(next, observation.micros() + settings.everyMicros()));
            byName(observation).forEach((name, found) -> {
                Stretch stretch = open.get(name);
                if (stretch != null && observation.micros() - stretch.until > settings.everyMicros() / 2) {
                    rows.add(segment(file, stretch, shots));
                    stretch = null;
                }
                if (stretch == null) {
                    stretch = new Stretch(observation.micros(), found.get(0));
                    open.put(name, stretch);
                }
                stretch.until = until;
                stretch.samples++;
                stretch.confidence = Math.max(stretch.confidence, highest(found));
            });
        }
        open.values().forEach(stretch -> rows.add(segment(file, stretch, shots)));
        return rows;
    }

    private static final class Stretch {
        private final long from;
        private final Found first;
        private long until;
        private long samples;
        private double confidence;

        Stretch(long from, Found first) {
            this.from = from;
            this.first = first;
        }
    }

    /** How many of its times lie in each stretch; a stretch begins and ends with one. */
    private static List<SegmentRow> storedSegments(VideoFile file, StoredLabels stored, List<ShotRow> shots) {
        Map<String, List<Long>> times = new TreeMap<>();
        for (Observation observation : stored.observations()) {
            byName(observation).keySet().forEach(name -> times.computeIfAbsent(name, key -> new ArrayList<>())
                    .add(millis(observation.micros())));
        }
        return stored.segments().stream()
                .map(stretch -> new SegmentRow(
                        file.video(),
                        file.uri(),
                        kind(stretch.activity()),
                        stretch.startMillis(),
                        stretch.endMillis(),
                        stretch.endMillis() - stretch.startMillis(),
                        new SegmentLabel(stretch.name(), hundredths(stretch.confidence()), parents(stretch.parents())),
                        times.getOrDefault(stretch.name(), List.of()).stream()
                                .filter(time -> time >= stretch.startMillis() && time <= stretch.endMillis())
                                .count(),
                        thumbnail(shots, stretch.startMillis())))
                .toList();
    }

    private static SegmentRow segment(VideoFile file, Stretch stretch, List<ShotRow> shots) {
        long from = millis(stretch.from);
        long until = millis(stretch.until);
        return new SegmentRow(
                file.video(),
                file.uri(),
                kind(stretch.first.activity()),
                from,
                until,
                until - from,
                new SegmentLabel(stretch.first.name(), stretch.confidence, parents(stretch.first.parents())),
                stretch.samples,
                thumbnail(shots, from));
    }

    private static List<SegmentRow> actionSegments(VideoFile file, List<Action> actions, List<ShotRow> shots) {
        return actions.stream()
                .map(action -> {
                    long from = millis(action.startMicros());
                    long until = millis(action.endMicros());
                    return new SegmentRow(
                            file.video(),
                            file.uri(),
                            Rows.ACTION,
                            from,
                            until,
                            until - from,
                            new SegmentLabel(action.name(), hundredths(action.confidence()), parents(action)),
                            1,
                            thumbnail(shots, from));
                })
                .toList();
    }

    private static String thumbnail(List<ShotRow> shots, long millis) {
        String name = null;
        for (ShotRow shot : shots) {
            if (shot.start() > millis) {
                break;
            }
            name = shot.thumbnail();
        }
        return name;
    }

    private VideoRow row(
            VideoFile file,
            Probed probed,
            String status,
            String reason,
            long frames,
            long damaged,
            long samples,
            Integer shots,
            String sheet,
            String detectors,
            Instant now) {
        return new VideoRow(
                file.video(),
                file.uri(),
                file.key(),
                ContentTypes.of(file.key()),
                file.bytes(),
                file.modifiedAt(),
                file.etag(),
                status,
                reason,
                frames,
                damaged,
                samples,
                shots,
                sheet,
                detectors,
                settings.fingerprint(),
                run,
                now,
                probed == null ? null : probed.metadata());
    }

    private static double hundredths(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static long millis(long micros) {
        return Math.round(micros / 1000.0);
    }
}
