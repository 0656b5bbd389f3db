package videolab.processor.spark.files;

import java.util.Map;

/** Hadoop client settings for many small files: checkpoints and face crops. */
public final class SmallFiles {

    /**
     * HDFS: a file of one small block is often closed before the datanode has reported that block to the namenode. The
     * client then waits, 400 ms by default, and that twice a file.
     */
    public static final Map<String, String> CLIENT = Map.of(
            "dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "10",
            // Each wait is twice the one before: together some ten seconds, as by default.
            "dfs.client.block.write.locateFollowingBlock.retries", "10");

    private SmallFiles() {}
}
