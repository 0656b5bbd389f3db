package videolab.processor.spark;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/** How often each query of a session was started, when its last batch ended, and with how many slots: what a service says of itself. */
public final class QueryStarts extends StreamingQueryListener implements AutoCloseable {

    private final SparkSession spark;
    private final Map<String, Integer> starts = new TreeMap<>();
    private final Map<String, Long> batchEnds = new HashMap<>();

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

    /** For {@code /healthz}, a line a query: the age of its last batch. Without new records there is no batch. */
    public synchronized List<String> ages() {
        return starts.keySet().stream()
                .map(query -> batchEnds.containsKey(query)
                        ? "query " + query + ": the last batch ended "
                                + Duration.ofNanos(System.nanoTime() - batchEnds.get(query))
                                        .toSeconds()
                                + " s ago"
                        : "query " + query + ": no batch has ended yet")
                .toList();
    }

    @Override
    public synchronized void onQueryStarted(QueryStartedEvent event) {
        starts.merge(nameOf(event.name()), 1, Integer::sum);
    }

    @Override
    public synchronized void onQueryProgress(QueryProgressEvent event) {
        batchEnds.put(nameOf(event.progress().name()), System.nanoTime());
    }

    private static String nameOf(String query) {
        return query == null ? "unnamed" : query;
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
