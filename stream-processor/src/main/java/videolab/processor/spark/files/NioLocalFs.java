package videolab.processor.spark.files;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.FsServerDefaults;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.local.LocalConfigKeys;

/** {@link NioLocalFileSystem} for Hadoop's {@code FileContext}, which Spark's checkpoints and the crop store use. */
public final class NioLocalFs extends DelegateToFileSystem {

    /** Called by Hadoop, by reflection. */
    public NioLocalFs(URI uri, Configuration configuration) throws IOException, URISyntaxException {
        super(uri, new NioLocalFileSystem(), configuration, FsConstants.LOCAL_FS_URI.getScheme(), false);
    }

    /** Makes a configuration use it for {@code file:}. */
    public static void use(Configuration configuration) {
        configuration.set("fs.AbstractFileSystem.file.impl", NioLocalFs.class.getName());
    }

    /** Hadoop's own deletes the target first: for a moment there would be none, and after a crash none at all. */
    @Override
    public void renameInternal(Path from, Path to, boolean overwrite) throws IOException {
        if (overwrite) {
            Files.move(nio(from), nio(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            super.renameInternal(from, to, false);
        }
    }

    private static java.nio.file.Path nio(Path path) {
        return java.nio.file.Path.of(path.toUri().getPath());
    }

    @Override
    public int getUriDefaultPort() {
        return -1;
    }

    @Override
    public boolean isValidName(String source) {
        return true; // a name is the operating system's affair
    }

    @Override
    @Deprecated
    public FsServerDefaults getServerDefaults() throws IOException {
        return LocalConfigKeys.getServerDefaults();
    }
}
