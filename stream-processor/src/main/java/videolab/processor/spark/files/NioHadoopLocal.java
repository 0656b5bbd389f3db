package videolab.processor.spark.files;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;

/**
 * {@link NioLocalFileSystem} in the shape that Hadoop's {@code FileSystem.getLocal} insists on, which Spark's state store asks
 * for; without a {@code .crc} beside every file.
 */
public final class NioHadoopLocal extends LocalFileSystem {

    /** Called by Hadoop, by reflection. */
    public NioHadoopLocal() {
        super(new NioLocalFileSystem());
    }

    @Override
    public void initialize(URI uri, Configuration configuration) throws IOException {
        super.initialize(uri, configuration);
        setWriteChecksum(false);
        setVerifyChecksum(false);
    }
}
