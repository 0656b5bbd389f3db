package videolab.processor.library;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.FailedException;
import videolab.cli.Launcher;
import videolab.cli.StopSignal;
import videolab.cli.UsageException;
import videolab.processor.library.assembly.VideoFile;
import videolab.processor.library.inputs.InputListing.Listed;
import videolab.processor.library.inputs.Refusals;
import videolab.processor.library.inputs.SettledFiles;
import videolab.processor.library.report.LibraryCatalog;
import videolab.processor.library.store.LibraryStore;

/** Looks at the inputs again and again, and works each video when it is complete, until it is told to stop. */
final class LibraryWatch {

    private static final Logger LOG = LoggerFactory.getLogger(LibraryWatch.class);

    /** Two looks and the start of a Spark job take less than 10 s. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(3);

    /** After a filesystem has refused: what a round had not written is worked again. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    /** Lists the inputs. */
    interface Look {
        /** @throws FailedException or {@link UsageException} when an input cannot be listed */
        Listed now();
    }

    private final Look look;
    private final SettledFiles settled;
    private final LibraryService service;
    private final LibraryStore store;
    private final Configuration hadoop;
    private final StopSignal stop;
    /** Unchanged ones are left alone, failed ones too: trying them every few seconds would not mend them. */
    private final Map<String, VideoFile> tried = new HashMap<>();

    LibraryWatch(Look look, LibraryService service, LibraryStore store, Configuration hadoop, StopSignal stop) {
        this.look = look;
        this.settled = new SettledFiles(hadoop);
        this.service = service;
        this.store = store;
        this.hadoop = hadoop;
        this.stop = stop;
    }

    /**
     * Runs until the stop is requested.
     *
     * @return what all rounds together did
     */
    LibrarySummary run() throws InterruptedException {
        LOG.info(Launcher.adapt("watching the inputs, a look every {} s; Ctrl-C ends it"), LOOK_EVERY.toSeconds());
        LibrarySummary total = null;
        Duration pause = LOOK_EVERY;
        do {
            try {
                total = LibrarySummary.sum(total, round());
                pause = LOOK_EVERY;
            } catch (IOException e) {
                LOG.warn(
                        "{}; trying again in {} s",
                        Refusals.sentence("the library at " + store.root(), e),
                        RETRY_AFTER.toSeconds());
                pause = RETRY_AFTER;
            } catch (FailedException | UsageException e) {
                LOG.warn("{}; trying again in {} s", e.getMessage(), RETRY_AFTER.toSeconds());
                pause = RETRY_AFTER;
            }
        } while (!isStoppedWithin(pause));
        return total == null ? LibrarySummary.nothing(store.root().toString()) : total;
    }

    private LibrarySummary round() throws IOException {
        Listed listed = look.now();
        List<VideoFile> ready = settled.look(listed.videos()).stream()
                .filter(file -> !file.isSameContent(tried.get(file.video())))
                .toList();
        List<VideoFile> fresh = service.unknown(ready);
        LibrarySummary done = service.work(new Listed(ready, listed.ignored()));
        if (!fresh.isEmpty()) {
            LibraryCatalog.write(store.root(), hadoop);
            LOG.info(
                    "{} new videos: {} complete, {} partial, {} failed, in {} s",
                    fresh.size(),
                    done.complete(),
                    done.partial(),
                    done.failed().size(),
                    done.wallSeconds());
        }
        ready.forEach(file -> tried.put(file.video(), file));
        return done;
    }

    private boolean isStoppedWithin(Duration time) throws InterruptedException {
        try {
            stop.requested().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
