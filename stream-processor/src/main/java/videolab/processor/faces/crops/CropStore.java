package videolab.processor.faces.crops;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import videolab.cli.FullDisk;
import videolab.cli.UsageException;
import videolab.processor.spark.files.LocalRoot;
import videolab.processor.spark.files.NioLocalFs;
import videolab.processor.spark.files.SmallFiles;

/**
 * Face crops as files. A file appears whole under its name, or not at all; storing a crop again overwrites the same
 * file. The date comes first in the path, so that a day is deleted as one folder.
 */
public final class CropStore {

    /** Camera ids come from strangers: more latest faces than this are deleted, those of the oldest captures first. */
    static final int MOST_LATEST = 1_000;

    private static final String PARTIAL = ".partial";

    /** What a killed process had begun to write. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final FileContext files;
    private final CropPaths paths;
    private final CropStoreSettings settings;
    private final Map<String, Instant> latest = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST_LATEST;
        }
    });

    private CropStore(FileContext files, CropPaths paths, CropStoreSettings settings) {
        this.files = files;
        this.paths = paths;
        this.settings = settings;
    }

    /**
     * @throws UsageException when Hadoop has no filesystem for the root's scheme
     * @throws UncheckedIOException when the root's host is unknown; to be tried again
     */
    public static CropStore open(CropStoreSettings settings) {
        try {
            Configuration configuration = new Configuration();
            NioLocalFs.use(configuration);
            SmallFiles.CLIENT.forEach(configuration::set);
            Path root = new Path(settings.root());
            URI uri = root.toUri();
            FileContext files = uri.getScheme() == null
                    ? FileContext.getLocalFSFileContext(configuration)
                    : FileContext.getFileContext(uri, configuration);
            LocalRoot.requireOwn("--root", settings.root(), CropPaths.CHILDREN);
            FullDisk.watch("--root", settings.root());
            return new CropStore(files, new CropPaths(files.makeQualified(root)), settings);
        } catch (UsageException e) {
            throw e;
        } catch (UnsupportedFileSystemException
                | RuntimeException e) { // Hadoop wraps a missing filesystem class in the latter, and an unknown host
            if (ExceptionUtils.indexOfType(e, UnknownHostException.class) >= 0) {
                throw new UncheckedIOException(new IOException(settings.root() + ": unknown host", e));
            }
            throw new UsageException(
                    "--root", settings.root(), "a folder, file:///folder or hdfs://host:port/folder is expected");
        }
    }

    /** @throws IOException when the filesystem does not answer; to be tried again */
    void store(FaceCropRecord crop) throws IOException {
        write(paths.face(crop.camera(), crop.frame(), crop.face(), crop.capturedAt()), crop.jpeg());
        if (crop.face() == 0 && isNewer(crop)) {
            Path path = paths.latest(crop.camera());
            write(path, crop.jpeg());
            // The file's time tells this and later processes which capture it shows.
            files.setTimes(path, crop.capturedAt().toEpochMilli(), -1);
            latest.put(crop.camera(), crop.capturedAt());
        }
    }

    /**
     * Deletes the faces of days that have ended longer ago than they are to be kept, the latest face of a camera that
     * has shown none since, and the oldest of over {@value #MOST_LATEST} latest faces.
     *
     * @return how many days were deleted
     */
    public int deleteOld(Instant now) throws IOException {
        LocalDate first = LocalDate.ofInstant(now.minus(settings.keep()), ZoneOffset.UTC);
        int deleted = 0;
        try {
            RemoteIterator<FileStatus> days = files.listStatus(paths.faces());
            while (days.hasNext()) {
                Path folder = days.next().getPath();
                LocalDate day = CropPaths.day(folder);
                if (day != null && day.isBefore(first) && files.delete(folder, true)) {
                    deleted++;
                }
            }
        } catch (FileNotFoundException e) {
            // Nothing was stored yet.
        }
        deleteOldLatest(first.atStartOfDay(ZoneOffset.UTC).toInstant(), now.minus(ABANDONED));
        return deleted;
    }

    private void deleteOldLatest(Instant first, Instant abandoned) throws IOException {
        Map<Path, Instant> shown = new HashMap<>();
        try {
            RemoteIterator<FileStatus> cameras = files.listStatus(paths.latest());
            while (cameras.hasNext()) {
                Path camera = cameras.next().getPath();
                Instant face = latestFace(camera, abandoned);
                if (face.isAfter(Instant.MIN)) {
                    shown.put(camera, face);
                }
            }
        } catch (FileNotFoundException e) {
            // Nothing was stored yet.
        }
        List<Path> newestFirst = shown.entrySet().stream()
                .sorted(Map.Entry.<Path, Instant>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .toList();
        for (int i = 0; i < newestFirst.size(); i++) {
            Path camera = newestFirst.get(i);
            if (i >= MOST_LATEST || shown.get(camera).isBefore(first)) {
                files.delete(camera, true);
            }
        }
    }

    /** When the latest face of a camera's folder was captured; what was begun and abandoned there is deleted. */
    private Instant latestFace(Path camera, Instant abandoned) throws IOException {
        Instant face = Instant.MIN;
        RemoteIterator<FileStatus> stored = files.listStatus(camera);
        while (stored.hasNext()) {
            FileStatus file = stored.next();
            Instant modified = Instant.ofEpochMilli(file.getModificationTime());
            if (file.getPath().getName().equals(CropPaths.LATEST_NAME)) {
                face = modified;
            } else if (file.getPath().getName().endsWith(PARTIAL) && modified.isBefore(abandoned)) {
                files.delete(file.getPath(), false);
            }
        }
        return face;
    }

    private boolean isNewer(FaceCropRecord crop) throws IOException {
        Instant known = latest.get(crop.camera());
        if (known != null && !crop.capturedAt().isAfter(known)) {
            return false;
        }
        // On a cluster another executor may have stored a newer one.
        return crop.capturedAt().isAfter(modified(paths.latest(crop.camera())));
    }

    private Instant modified(Path path) throws IOException {
        try {
            return Instant.ofEpochMilli(files.getFileStatus(path).getModificationTime());
        } catch (FileNotFoundException e) {
            return Instant.MIN;
        }
    }

    private void write(Path path, byte[] bytes) throws IOException {
        // A name that nobody can foresee, of a file that is not there: else a link of another user could lie in wait.
        Path partial = path.suffix("." + UUID.randomUUID() + PARTIAL);
        try (OutputStream out = files.create(partial, EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent())) {
            out.write(bytes);
        } catch (IOException | FSError e) { // a disk that is full, for instance: each try would leave one
            files.delete(partial, false);
            throw e;
        }
        files.rename(partial, path, Rename.OVERWRITE);
    }
}
