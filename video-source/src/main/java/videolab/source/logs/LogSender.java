package videolab.source.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads log files, one after the other, and hands their lines on in records: as fast as they are taken, or at the pace in
 * which the requests happened. Files that are followed are read on until {@link #stop}.
 */
public final class LogSender {

    private static final long NAP_MS = 200;

    private final FileFormat format;
    private final double speed;
    private final Consumer<LogRecord> target;
    private final Runnable progress;
    private final Skipped skipped = new Skipped();
    private final List<String> broken = new ArrayList<>();
    private volatile boolean stopped;
    private long firstLogMs = Long.MIN_VALUE;
    private long begin;

    /**
     * @param speed seconds of the log that pass in a second; 0 is as fast as possible
     * @param target takes each record, and returns when it is safe
     * @param progress called often, on the thread of {@link #send}
     */
    public LogSender(FileFormat format, double speed, Consumer<LogRecord> target, Runnable progress) {
        this.format = format;
        this.speed = speed;
        this.target = target;
        this.progress = progress;
    }

    /** A file with what belongs to it. */
    private final class Reading implements AutoCloseable {

        private final LogFile file;
        private final LogPacker packer = new LogPacker(format, skipped);
        private boolean begun;
        private boolean over;

        Reading(Path path) throws IOException {
            file = new LogFile(path);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /**
     * Sends the files.
     *
     * @param follow then send what is added to them, also after a rotation
     */
    public void send(List<Path> files, boolean follow) throws InterruptedException {
        List<Reading> followed = new ArrayList<>();
        try {
            for (Path each : files) {
                if (stopped) {
                    break;
                }
                Reading reading = open(each);
                if (reading != null) {
                    drain(reading, follow);
                    if (follow && !reading.file.isGzip() && !reading.over) {
                        followed.add(reading);
                    } else {
                        close(reading);
                    }
                }
            }
            while (!stopped && !followed.isEmpty()) {
                Thread.sleep(NAP_MS);
                progress.run();
                for (Reading each : followed) {
                    drain(each, true);
                }
                followed.removeIf(each -> each.over);
            }
        } finally {
            followed.forEach(this::close);
        }
    }

    private Reading open(Path path) {
        try {
            return new Reading(path);
        } catch (IOException e) {
            fails(path, e);
            return null;
        }
    }

    private void close(Reading reading) {
        try {
            reading.close();
        } catch (IOException e) {
            fails(reading.file.path(), e);
        }
    }

    private void fails(Path path, IOException e) {
        skipped.add("rest of '" + path + "'");
        broken.add("file '" + path + "' cannot be read to its end: " + FileFailure.why(e));
    }

    private void drain(Reading reading, boolean grows) throws InterruptedException {
        try {
            boolean more = true;
            while (more && !stopped) {
                switch (reading.file.next(grows)) {
                    case LINE -> line(reading, reading.file.line());
                    case TOO_LONG -> skipped.add("longer than " + LogFile.LONGEST_LINE / 1024 + " KiB");
                    case ROTATED -> reading.packer.another().ifPresent(target);
                    case END -> more = false;
                }
                more &= !reading.over;
            }
        } catch (IOException e) {
            fails(reading.file.path(), e);
            reading.over = true;
        }
        reading.packer.take().ifPresent(target);
    }

    private void line(Reading reading, byte[] line) throws IOException, InterruptedException {
        LogPacker packer = reading.packer;
        if (packer.isFields(line)) {
            packer.take().ifPresent(target);
            packer.name(line);
        } else if (packer.wants(line)) {
            if (!reading.begun && JsonDocument.beginsWith(line)) {
                document(reading);
                return;
            }
            reading.begun = true;
            add(packer, line);
        }
    }

    private void document(Reading reading) throws IOException, InterruptedException {
        reading.over = true;
        try (JsonDocument document = new JsonDocument(reading.file.fromTheBeginning())) {
            for (byte[] each = document.next(); each != null && !stopped; each = document.next()) {
                if (each.length > LogFile.LONGEST_LINE) {
                    skipped.add("longer than " + LogFile.LONGEST_LINE / 1024 + " KiB");
                } else {
                    add(reading.packer, each);
                }
            }
        }
    }

    private void add(LogPacker packer, byte[] line) throws InterruptedException {
        if (speed > 0) {
            awaitTurn(packer, line);
        }
        progress.run();
        packer.add(line).ifPresent(target);
    }

    /** Waits until a line is due. One without a time goes with the line before it. */
    private void awaitTurn(LogPacker packer, byte[] line) throws InterruptedException {
        OptionalLong time = format.timeOf(new String(line, UTF_8), packer.fields());
        if (time.isEmpty()) {
            return;
        }
        if (firstLogMs == Long.MIN_VALUE) {
            firstLogMs = time.getAsLong();
            begin = System.nanoTime();
        }
        long dueMs = Math.round((time.getAsLong() - firstLogMs) / speed);
        long leftMs = dueMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        if (leftMs > 0) {
            packer.take().ifPresent(target);
        }
        while (leftMs > 0 && !stopped) {
            Thread.sleep(Math.min(leftMs, NAP_MS));
            progress.run();
            leftMs = dueMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        }
    }

    /** Soon {@link #send} returns; from any thread. */
    public void stop() {
        stopped = true;
    }

    /** What was left out, and why, in words. */
    public String skipped() {
        return skipped.toString();
    }

    /** A sentence for each file that could not be read to its end. */
    public List<String> broken() {
        return List.copyOf(broken);
    }
}
