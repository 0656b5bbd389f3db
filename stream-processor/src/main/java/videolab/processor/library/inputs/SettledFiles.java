package videolab.processor.library.inputs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LeaseRecoverable;
import org.apache.hadoop.fs.Path;
import videolab.processor.library.assembly.VideoFile;

/**
 * Tells which files are complete, over repeated listings. An object of a store is there as a whole or not at all. A file on HDFS
 * is complete when its writer has closed it: until then HDFS reports a size and a time that stand still. On any other filesystem
 * a file counts as complete when two listings in a row show the same size and modification time.
 */
public final class SettledFiles {

    private final Configuration hadoop;
    private Map<String, VideoFile> before = Map.of();

    public SettledFiles(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /**
     * Takes the next listing.
     *
     * @return the complete ones of its files
     */
    public List<VideoFile> look(List<VideoFile> listed) throws IOException {
        Map<String, VideoFile> now = new HashMap<>();
        List<VideoFile> settled = new ArrayList<>();
        for (VideoFile file : listed) {
            now.put(file.video(), file);
            if (file.etag() != null || isClosed(file).orElseGet(() -> file.isSameContent(before.get(file.video())))) {
                settled.add(file);
            }
        }
        before = now;
        return settled;
    }

    /** Empty where the filesystem does not know. */
    private Optional<Boolean> isClosed(VideoFile file) throws IOException {
        Path path = new Path(java.net.URI.create(file.uri()));
        FileSystem files = path.getFileSystem(hadoop);
        if (!(files instanceof LeaseRecoverable leases)) {
            return Optional.empty();
        }
        try {
            return Optional.of(leases.isFileClosed(path));
        } catch (FileNotFoundException e) { // renamed meanwhile
            return Optional.of(false);
        } catch (UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
