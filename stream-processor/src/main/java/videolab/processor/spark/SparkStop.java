package videolab.processor.spark;

import java.time.Duration;
import org.apache.hadoop.util.ShutdownHookManager;
import videolab.cli.StopSignal;

/** Lets Ctrl-C end a Spark program in order: before Spark's own hook closes the session under its queries. */
public final class SparkStop {

    private static final int BEFORE_SPARK = 100;

    /** A person waits, and containers give 30 s. What a query has not committed is read again by the next start. */
    private static final Duration PATIENCE = Duration.ofSeconds(9);

    private SparkStop() {}

    /** To be told when everything has been started, by {@link StopSignal#begin()}. */
    public static StopSignal install() {
        return StopSignal.installStarting(PATIENCE, new HadoopHooks());
    }

    /** Spark's hook is one of Hadoop's, which run in the order of their priority; the JVM's own run all at once. */
    private static final class HadoopHooks implements StopSignal.Hooks {

        @Override
        public void add(Runnable hook) {
            ShutdownHookManager.get().addShutdownHook(hook, BEFORE_SPARK);
        }

        @Override
        public void remove(Runnable hook) {
            ShutdownHookManager.get().removeShutdownHook(hook);
        }
    }
}
