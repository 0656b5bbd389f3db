package videolab.processor.faces;

import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** A micro-batch query over a topic that the real-time query writes: what that mode cannot do itself. */
public interface FollowUpQuery {

    /** Of the query, its checkpoint's folder and its lines in the log. */
    String name();

    /** Works on what is there and what comes. */
    StreamingQuery start(SparkSession spark) throws TimeoutException;

    /** Works on what is there, then ends. */
    StreamingQuery startAvailableNow(SparkSession spark) throws TimeoutException;
}
