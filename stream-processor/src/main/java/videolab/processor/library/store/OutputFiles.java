package videolab.processor.library.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/** Files below the output's root that appear whole: by rename, or by the one request with which an object store writes. */
public final class OutputFiles {

    /** Readers of tables leave out what begins with an underscore. */
    static final String OWN = "_library";

    private final Path root;
    private final Configuration hadoop;
    private final FileSystem files;
    private final boolean writesWhole;

    public OutputFiles(Path root, Configuration hadoop) throws IOException {
        this.hadoop = hadoop;
        this.files = root.getFileSystem(hadoop);
        this.root = files.makeQualified(root);
        this.writesWhole = files.getScheme().startsWith("s3");
    }

    interface Writer {
        void write(Path path) throws IOException;
    }

    /** Writes a file by a writer that is given a path, and puts it in its place; an older one is replaced. */
    void put(String name, Writer writer) throws IOException {
        Path target = path(name);
        if (writesWhole) {
            write(writer, target);
            return;
        }
        Path partial = new Path(path(OWN + "/tmp"), UUID.randomUUID().toString());
        try {
            write(writer, partial);
            files.mkdirs(target.getParent());
            FileContext.getFileContext(files.getUri(), hadoop).rename(partial, target, Options.Rename.OVERWRITE);
        } catch (IOException e) {
            files.delete(partial, false);
            throw e;
        }
    }

    private static void write(Writer writer, Path path) throws IOException {
        try {
            writer.write(path);
        } catch (FSError e) { // so Hadoop's local filesystem says that the disk is full
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
        }
    }

    public void put(String name, byte[] bytes) throws IOException {
        put(name, path -> {
            try (OutputStream out = files.create(path, true)) {
                out.write(bytes);
            }
        });
    }

    /**
     * Writes a file that must not be there yet.
     *
     * @return false where it is
     */
    boolean create(String name, byte[] bytes) throws IOException {
        Path target = path(name);
        if (files.getScheme().equals("file")) { // Hadoop asks and then writes: two could
            java.nio.file.Path local = java.nio.file.Path.of(target.toUri().getPath());
            Files.createDirectories(local.getParent());
            try {
                Files.write(local, bytes, java.nio.file.StandardOpenOption.CREATE_NEW);
                return true;
            } catch (java.nio.file.FileAlreadyExistsException e) {
                return false;
            }
        }
        try (OutputStream out = files.create(target, false)) {
            out.write(bytes);
        } catch (org.apache.hadoop.fs.FileAlreadyExistsException | org.apache.hadoop.fs.PathIOException e) {
            return false;
        }
        return true;
    }

    public String read(String name) throws IOException {
        Path path = path(name);
        try (var in = files.open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The names of the files of a folder, in their order; empty where there is no such folder. */
    public List<FileStatus> list(String folder) throws IOException {
        List<FileStatus> found = new ArrayList<>();
        try {
            for (FileStatus status : files.listStatus(path(folder))) {
                if (status.isFile()) {
                    found.add(status);
                }
            }
        } catch (java.io.FileNotFoundException e) {
            return List.of();
        }
        found.sort((one, other) ->
                one.getPath().getName().compareTo(other.getPath().getName()));
        return found;
    }

    public void delete(String name) throws IOException {
        files.delete(path(name), false);
    }

    FileStatus status(String name) throws IOException {
        return files.getFileStatus(path(name));
    }

    Path path(String name) {
        return new Path(root, name);
    }

    Path root() {
        return root;
    }

    Configuration hadoop() {
        return hadoop;
    }
}
