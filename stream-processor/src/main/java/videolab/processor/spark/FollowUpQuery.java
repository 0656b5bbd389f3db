package videolab.processor.spark;

import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import videolab.contract.Topic;

/** A micro-batch query over topics that a real-time query writes: it does what real-time mode cannot. */
public interface FollowUpQuery {

    /** The name of the query, of its checkpoint's folder and in the log. */
    String name();

    /** The topics that it reads. */
    List<Topic> topics();

    /**
     * How many slots its widest stage needs.
     *
     * @param partitions the number of partitions that a topic has
     */
    default int slots(ToIntFunction<Topic> partitions) {
        return topics().stream().mapToInt(partitions).sum();
    }

    /** Works on what is there and what comes. */
    StreamingQuery start(SparkSession spark) throws TimeoutException;

    /** Works on what is there, then ends. */
    StreamingQuery drain(SparkSession spark) throws TimeoutException;

    /** Whether a stop waits until everything is processed; otherwise the next start does the rest. */
    default boolean drainsAtStop() {
        return false;
    }
}
