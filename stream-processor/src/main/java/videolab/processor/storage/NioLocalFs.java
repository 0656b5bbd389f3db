package videolab.processor.storage;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.FsServerDefaults;
import org.apache.hadoop.fs.local.LocalConfigKeys;

/** {@link NioLocalFileSystem} for Hadoop's {@code FileContext}, which Spark's checkpoints and the crop store use. */
public final class NioLocalFs extends DelegateToFileSystem {

    /** Called by Hadoop, by reflection. */
    public NioLocalFs(URI uri, Configuration configuration) throws IOException, URISyntaxException {
        super(uri, new NioLocalFileSystem(), configuration, FsConstants.LOCAL_FS_URI.getScheme(), false);
    }

    /** Makes a configuration use it for {@code file:}. */
    static void use(Configuration configuration) {
        configuration.set("fs.AbstractFileSystem.file.impl", NioLocalFs.class.getName());
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
