package videolab.processor.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/** How often each query of a session was started, and with how many slots: what a service says of itself. */
public final class QueryStarts extends StreamingQueryListener implements AutoCloseable {

    private final SparkSession spark;
    private final Map<String, Integer> starts = new TreeMap<>();

    private QueryStarts(SparkSession spark) {
        this.spark = spark;
    }

    /** Counts from now on: called before the first query starts. */
    public static QueryStarts of(SparkSession spark) {
        QueryStarts starts = new QueryStarts(spark);
        spark.streams().addListener(starts);
        return starts;
    }

    /** {@code slots}, and for each query how often it was started again. */
    public synchronized Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("slots", String.valueOf(spark.sparkContext().defaultParallelism()));
        facts.put(
                "restarts",
                starts.entrySet().stream()
                        .map(query -> query.getKey() + " " + (query.getValue() - 1))
                        .collect(Collectors.joining("; ")));
        return facts;
    }

    @Override
    public synchronized void onQueryStarted(QueryStartedEvent event) {
        starts.merge(event.name() == null ? "unnamed" : event.name(), 1, Integer::sum);
    }

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
        // Not counted.
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {
        // Its next start is counted.
    }

    @Override
    public void close() {
        spark.streams().removeListener(this);
    }
}
