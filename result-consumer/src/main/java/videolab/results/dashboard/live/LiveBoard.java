package videolab.results.dashboard.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import videolab.contract.FaceMinute;
import videolab.contract.FrameResult;
import videolab.contract.Json;
import videolab.results.reading.FrameCounts;
import videolab.results.reading.ResultLedger;
import videolab.results.reading.ResultLedger.Verdict;

/** Every camera: its figures, its newest picture, and who is told of a new one. Safe for any number of threads. */
public final class LiveBoard {

    /** Camera ids come from the topic, and anybody may write there: further ones are left out. */
    public static final int CAMERAS = 256;

    private final ResultLedger ledger = new ResultLedger(ResultLedger.AS_LONG_AS_FRAMES);
    private final FrameJoin join = new FrameJoin();
    private final Map<String, Camera> cameras = new TreeMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private Instant lastResultAt;
    private Instant lastMinuteAt;

    /** Tells the camera's id after each new pair, in the thread that read it: to return at once. */
    public void onPair(Consumer<String> listener) {
        listeners.add(listener);
    }

    /**
     * Takes a result as it was on the topic.
     *
     * @param pictures whether frames are read, so that the result is kept until its frame comes
     * @return false for a repeat, and where there are too many cameras
     */
    public boolean result(FrameResult result, Instant readAt, boolean pictures) {
        synchronized (this) {
            Camera camera = camera(result.camera(), readAt);
            if (camera == null) {
                return false;
            }
            lastResultAt = readAt;
            Verdict verdict = ledger.accept(result, readAt);
            if (verdict == Verdict.REPEAT) {
                return false;
            }
            camera.result(result, readAt);
        }
        if (pictures && result.skipped() == null) {
            join.result(result).ifPresent(pair -> show(pair, readAt));
        }
        return true;
    }

    /** @param camera by the record's key: only the result knows for sure */
    public void frame(FramePlace place, String camera, byte[] picture, Instant readAt) {
        synchronized (this) {
            Camera known = camera(camera, readAt);
            if (known != null) {
                known.frame(readAt);
            }
        }
        join.frame(place, picture).ifPresent(pair -> show(pair, readAt));
    }

    public synchronized void rejected(String camera, Instant readAt) {
        Camera known = camera(camera, readAt);
        if (known != null) {
            known.rejected(readAt);
        }
    }

    public synchronized void minute(FaceMinute minute, Instant readAt) {
        Camera camera = camera(minute.camera(), readAt);
        if (camera != null) {
            lastMinuteAt = readAt;
            camera.minute(minute, readAt);
        }
    }

    private void show(Pair pair, Instant pairedAt) {
        synchronized (this) {
            Camera camera = camera(pair.result().camera(), pairedAt);
            if (camera == null) {
                return;
            }
            camera.show(pair, pairedAt);
        }
        listeners.forEach(listener -> listener.accept(pair.result().camera()));
    }

    /** A page has painted a picture of the camera that was as old as that. */
    public synchronized void painted(String camera, Duration age, Instant now) {
        Camera known = cameras.get(camera);
        if (known != null) {
            known.painted(age, now);
        }
    }

    /** Nobody looks any more: what waits and what was shown is dropped. */
    public void forgetPictures() {
        join.clear();
        synchronized (this) {
            cameras.values().forEach(Camera::forgetPicture);
        }
    }

    /** The camera's newest pair; empty if there is none yet. */
    public synchronized Optional<Shown> shown(String camera) {
        return Optional.ofNullable(cameras.get(camera)).map(Camera::shown);
    }

    public synchronized boolean knows(String camera) {
        return cameras.containsKey(camera);
    }

    public synchronized List<String> cameras() {
        return new ArrayList<>(cameras.keySet());
    }

    /** How many frames of the camera had a result, each once. */
    public FrameCounts counts(String camera) {
        return ledger.byCamera().getOrDefault(camera, FrameCounts.NONE);
    }

    /** How many frames of the camera could not be read. */
    public synchronized long rejected(String camera) {
        Camera known = cameras.get(camera);
        return known == null ? 0 : known.rejected();
    }

    /** When the last frame or result of the camera was read; empty where nothing was. */
    public synchronized Optional<Instant> lastSeen(String camera) {
        return Optional.ofNullable(cameras.get(camera)).map(Camera::lastSeen);
    }

    /** When the last result was read, from any camera; empty before the first. */
    public synchronized Optional<Instant> lastResultAt() {
        return Optional.ofNullable(lastResultAt);
    }

    /** Whether the processor tells counts alone: minutes come, and results do not. */
    public synchronized boolean isAggregateOnly() {
        return lastMinuteAt != null && (lastResultAt == null || lastMinuteAt.isAfter(lastResultAt.plusSeconds(90)));
    }

    /** The figures of every camera. */
    public synchronized ArrayNode figures(Instant now) {
        Map<String, FrameCounts> counts = ledger.byCamera();
        ArrayNode all = Json.mapper().createArrayNode();
        cameras.forEach((id, camera) -> all.add(camera.figures(counts.getOrDefault(id, FrameCounts.NONE), now)));
        return all;
    }

    /** The last fifteen minutes of every camera. */
    public synchronized ArrayNode charts(Instant now) {
        ArrayNode all = Json.mapper().createArrayNode();
        cameras.values().forEach(camera -> all.add(camera.chart(now)));
        return all;
    }

    /** The figures of one camera; empty where nobody has heard of it. */
    public synchronized Optional<ObjectNode> figures(String id, Instant now) {
        FrameCounts counts = ledger.byCamera().getOrDefault(id, FrameCounts.NONE);
        return Optional.ofNullable(cameras.get(id)).map(camera -> camera.figures(counts, now));
    }

    /** Null where there are too many that have not ended. */
    private Camera camera(String id, Instant now) {
        Camera camera = cameras.get(id);
        if (camera == null) {
            if (cameras.size() >= CAMERAS && !makeRoom(now)) {
                return null;
            }
            camera = new Camera(id);
            cameras.put(id, camera);
        }
        return camera;
    }

    private boolean makeRoom(Instant now) {
        return cameras.entrySet().stream()
                .filter(entry -> entry.getValue().state(now) == CameraState.ENDED)
                .min(Comparator.comparing(entry -> entry.getValue().lastSeen()))
                .map(entry -> cameras.remove(entry.getKey()))
                .isPresent();
    }
}
