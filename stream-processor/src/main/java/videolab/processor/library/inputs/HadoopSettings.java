package videolab.processor.library.inputs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import videolab.processor.spark.files.NioHadoopLocal;
import videolab.processor.spark.files.NioLocalFs;

/** Hadoop's configuration with the library's settings: one object for equal ones, because making it reads files. */
public final class HadoopSettings {

    private static final Map<Map<String, String>, Configuration> MADE = new ConcurrentHashMap<>();

    private HadoopSettings() {}

    /** The configuration of these settings, over the class path's. */
    public static Configuration configuration(Map<String, String> settings) {
        return MADE.computeIfAbsent(settings, ours -> {
            Configuration configuration = new Configuration();
            // As the lab's Spark sessions have it: Hadoop keeps the first local file system that it was asked for.
            NioLocalFs.use(configuration);
            configuration.set("fs.file.impl", NioHadoopLocal.class.getName());
            ours.forEach(configuration::set);
            return configuration;
        });
    }
}
