package videolab.processor.spark;

import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** Counts the tasks that ended well: all that a driver hears of a cluster's work before a batch has ended. */
final class FinishedTasks extends SparkListener {

    private final LongAdder finished = new LongAdder();

    static FinishedTasks of(SparkSession spark) {
        FinishedTasks tasks = new FinishedTasks();
        spark.sparkContext().addSparkListener(tasks);
        return tasks;
    }

    long count() {
        return finished.sum();
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.taskInfo().successful()) {
            finished.increment();
        }
    }
}
