package videolab.processor.library.inputs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import videolab.cli.FailedException;
import videolab.cli.UsageException;
import videolab.contract.ContentTypes;
import videolab.contract.VideoId;
import videolab.processor.library.assembly.VideoFile;

/**
 * The videos of the inputs. In a folder a file counts by its extension or its first bytes; others are ignored. A file that is
 * named itself always counts.
 */
public final class InputListing {

    /** Of the file's start: what tells every container of video. */
    private static final int HEAD_BYTES = 512;

    private final Path output;
    private final Configuration hadoop;
    private final Seen seen;
    private final Map<String, VideoFile> videos = new LinkedHashMap<>();
    private final List<String> ignored = new ArrayList<>();

    private InputListing(Path output, Configuration hadoop, Seen seen) {
        this.output = output;
        this.hadoop = hadoop;
        this.seen = seen;
    }

    /** What looks at the same inputs remember, so that files without a video's extension are opened once. */
    public static final class Seen {

        private record Head(long bytes, long modifiedMillis, boolean video) {}

        private final Map<Path, Head> heads = new HashMap<>();
    }

    /**
     * What the inputs hold.
     *
     * @param videos in the order of their addresses, each once
     * @param ignored the paths of other files in folders, from the input on
     */
    public record Listed(List<VideoFile> videos, List<String> ignored) {}

    /**
     * Lists the inputs.
     *
     * @param inputs folders, files and globs; without a scheme local ones
     * @param output a folder that is left out where it lies in an input
     * @throws UsageException when an input is not there
     * @throws FailedException when a filesystem does not answer or refuses
     */
    public static Listed list(List<String> inputs, Path output, Configuration hadoop) {
        return list(inputs, new InputListing(output, hadoop, null));
    }

    /**
     * Lists inputs that are looked at again and again. A glob that matches nothing yet, and a prefix of an object store
     * without objects, hold nothing; the rest is as for {@link #list(List, Path, Configuration)}.
     */
    public static Listed look(List<String> inputs, Path output, Configuration hadoop, Seen seen) {
        return list(inputs, new InputListing(output, hadoop, seen));
    }

    private static Listed list(List<String> inputs, InputListing listing) {
        for (String input : inputs) {
            try {
                listing.add(input);
            } catch (FileNotFoundException e) {
                throw new UsageException("--input", masked(input), "no such folder or file is there");
            } catch (IOException | IllegalArgumentException e) {
                throw new FailedException(Refusals.sentence("--input " + masked(input), e), e);
            }
        }
        List<VideoFile> videos = listing.withOwnKeys();
        videos.sort(Comparator.comparing(VideoFile::uri));
        return new Listed(videos, listing.ignored);
    }

    /** An address as Hadoop's path; a path without a scheme is local, and relative to the working folder. */
    public static Path path(String input) {
        if (input.matches("[a-zA-Z][a-zA-Z0-9+.-]+:/.*")) {
            return new Path(input);
        }
        return new Path(
                java.nio.file.Path.of(input).toAbsolutePath().normalize().toUri());
    }

    /** Without a password. */
    public static String masked(String address) {
        return address.replaceFirst("//[^/@]*@", "//***@");
    }

    private void add(String input) throws IOException {
        Path path = path(input);
        FileSystem files = path.getFileSystem(hadoop);
        Optional<FileStatus> one = status(files, path);
        if (one.isPresent()) {
            addNamed(files, one.get());
            return;
        }
        FileStatus[] matches = files.globStatus(path);
        if (matches == null || matches.length == 0) {
            if (seen != null && (matches != null || files.getScheme().startsWith("s3"))) {
                return; // yet
            }
            throw new FileNotFoundException(input);
        }
        for (FileStatus match : matches) {
            addNamed(files, match);
        }
    }

    private static Optional<FileStatus> status(FileSystem files, Path path) throws IOException {
        try {
            return Optional.of(files.getFileStatus(path));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private void addNamed(FileSystem files, FileStatus status) throws IOException {
        if (status.isFile()) {
            addVideo(status, status.getPath().getName());
            return;
        }
        addFolder(files, status.getPath(), "");
    }

    private void addFolder(FileSystem files, Path folder, String key) throws IOException {
        FileStatus[] entries;
        try {
            entries = files.listStatus(folder);
        } catch (IOException e) {
            if (key.isEmpty()) {
                throw e;
            }
            ignored.add(key + "/ (" + Refusals.reason(e) + ")");
            return;
        }
        java.util.Arrays.sort(entries, Comparator.comparing(FileStatus::getPath));
        for (FileStatus entry : entries) {
            String name = entry.getPath().getName();
            String own = key.isEmpty() ? name : key + "/" + name;
            if (entry.isDirectory()) {
                if (!entry.getPath().equals(output) && !name.startsWith(".")) {
                    addFolder(files, entry.getPath(), own);
                }
            } else if (!name.startsWith(".") && (ContentTypes.isVideo(name) || startsLikeVideo(entry))) {
                addVideo(entry, own);
            } else {
                ignored.add(own);
            }
        }
    }

    private boolean startsLikeVideo(FileStatus status) {
        if (seen == null) {
            return readsLikeVideo(status);
        }
        Seen.Head head = seen.heads.get(status.getPath());
        if (head == null || head.bytes != status.getLen() || head.modifiedMillis != status.getModificationTime()) {
            head = new Seen.Head(status.getLen(), status.getModificationTime(), readsLikeVideo(status));
            seen.heads.put(status.getPath(), head);
        }
        return head.video;
    }

    private boolean readsLikeVideo(FileStatus status) {
        byte[] head = new byte[HEAD_BYTES];
        try (HadoopRanges ranges =
                HadoopRanges.open(status.getPath(), status.getLen(), HadoopRanges.Access.RANDOM, hadoop)) {
            int read = 0;
            while (read < head.length) {
                int more = ranges.read(read, head, read, head.length - read);
                if (more < 0) {
                    break;
                }
                read += more;
            }
            return VideoSignature.matches(head, read);
        } catch (IOException e) {
            return false; // without a video's name and unreadable: there is no sign that it is one
        }
    }

    private void addVideo(FileStatus status, String key) throws IOException {
        String uri = VideoId.withoutUserInfo(status.getPath().toUri().toString());
        String video = VideoId.of(uri);
        String etag = status instanceof EtagSource tagged ? tagged.getEtag() : null;
        videos.putIfAbsent(
                video,
                new VideoFile(
                        video, uri, key, status.getLen(), Instant.ofEpochMilli(status.getModificationTime()), etag));
    }

    /** Two inputs may hold files of one path: then each has its id before it. */
    private List<VideoFile> withOwnKeys() {
        Map<String, Integer> uses = new HashMap<>();
        videos.values().forEach(video -> uses.merge(video.key(), 1, Integer::sum));
        List<VideoFile> own = new ArrayList<>();
        for (VideoFile file : videos.values()) {
            String key = uses.get(file.key()) == 1 ? file.key() : file.video() + "/" + file.key();
            own.add(new VideoFile(file.video(), file.uri(), key, file.bytes(), file.modifiedAt(), file.etag()));
        }
        return own;
    }
}
