package videolab.embedded.demo;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import videolab.contract.FrameResult;
import videolab.source.capture.CapturedFrame;
import videolab.source.capture.FrameSource;

/** Separates the demo's own frames from those of other sources at its broker: a source's frame ids begin with its start. */
final class OwnFrames {

    private final Map<String, Set<String>> startsByCamera = new ConcurrentHashMap<>();

    /** The same source, its frames noted as the demo's own. */
    FrameSource of(FrameSource source) {
        Set<String> starts = startsByCamera.computeIfAbsent(source.camera(), camera -> ConcurrentHashMap.newKeySet());
        return new FrameSource() {

            private boolean closed;
            private boolean reading;

            @Override
            public String camera() {
                return source.camera();
            }

            @Override
            public Optional<CapturedFrame> next() throws InterruptedException {
                synchronized (this) {
                    if (closed) {
                        return Optional.empty();
                    }
                    reading = true;
                }
                try {
                    Optional<CapturedFrame> frame = source.next();
                    frame.ifPresent(captured -> starts.add(start(captured.id())));
                    return frame;
                } finally {
                    synchronized (this) {
                        reading = false;
                        if (closed) {
                            source.close();
                        }
                    }
                }
            }

            @Override
            public synchronized void close() {
                if (!closed) { // the publisher closes it, and so does whoever failed before there was one
                    closed = true;
                    if (!reading) { // else whoever reads does, when native code lets go of what would be freed
                        source.close();
                    }
                }
            }
        };
    }

    boolean holds(FrameResult result) {
        return startsByCamera.getOrDefault(result.camera(), Set.of()).contains(start(result.frame()));
    }

    boolean holdsCamera(String camera) {
        return camera != null && startsByCamera.containsKey(camera);
    }

    private static String start(String frame) {
        return frame.substring(0, Math.max(0, frame.lastIndexOf('-')));
    }
}
