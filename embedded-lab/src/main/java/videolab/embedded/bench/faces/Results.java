package videolab.embedded.bench.faces;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import videolab.contract.FrameResult;
import videolab.contract.StagesMs;
import videolab.results.reading.ResultHandler;

/** Notes when results arrive, how old their frames are then, and how much of that is not computing. */
final class Results implements ResultHandler {

    private final List<Instant> at = new ArrayList<>();
    private final List<Double> agesMs = new ArrayList<>();
    private final List<Double> addedMs = new ArrayList<>();
    private final List<StagesMs> stages = new ArrayList<>();
    private int skipped;

    @Override
    public void result(FrameResult result, Instant readAt) {
        at.add(readAt);
        if (result.skipped() != null) {
            skipped++;
            return;
        }
        double age = Duration.between(result.latencyStart(), readAt).toMillis();
        agesMs.add(age);
        stages.add(result.stagesMs());
        addedMs.add(age
                - result.stagesMs().decode()
                - result.stagesMs().detect()
                - result.stagesMs().classify());
    }

    @Override
    public void notice(String sentence) {
        throw new IllegalStateException(sentence); // nothing else writes to this broker
    }

    /** The median of a stage, in milliseconds a frame, from the first fifth on. */
    double stageMs(ToDoubleFunction<StagesMs> stage) {
        return Figures.quantile(
                stages.stream().skip(stages.size() / 5).mapToDouble(stage).toArray(), 0.5);
    }

    int count() {
        return at.size();
    }

    int analyzed() {
        return agesMs.size();
    }

    int skipped() {
        return skipped;
    }

    List<Instant> at() {
        return at;
    }

    /** Capture to read of analyzed frames, without the first ones, which warm up. */
    double[] agesMs(int warmUp) {
        return agesMs.stream().skip(warmUp).mapToDouble(age -> age).toArray();
    }

    /** The same less the time for decoding, detecting and classifying the frame. */
    double[] addedMs(int warmUp) {
        return addedMs.stream().skip(warmUp).mapToDouble(age -> age).toArray();
    }
}
