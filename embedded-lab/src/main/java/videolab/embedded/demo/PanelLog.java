package videolab.embedded.demo;

import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** Keeps log lines while it is open: written by any thread to standard error, they would tear the panel apart. */
final class PanelLog implements AutoCloseable {

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final LoggerConfig root = context.getConfiguration().getRootLogger();
    private final Map<String, Appender> before = Map.copyOf(root.getAppenders());
    private final Appender keeping = new AbstractAppender("panel", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            before.values().stream()
                    .map(Appender::getLayout)
                    .findFirst()
                    .ifPresent(layout ->
                            lines.add(layout.toSerializable(event).toString().stripTrailing()));
        }
    };

    PanelLog() {
        keeping.start();
        before.keySet().forEach(root::removeAppender);
        root.addAppender(keeping, null, null);
        context.updateLoggers();
    }

    /** The oldest line that was not taken; formatted as on standard error. */
    Optional<String> take() {
        return Optional.ofNullable(lines.poll());
    }

    /** Log lines go to standard error again. */
    @Override
    public void close() {
        root.removeAppender(keeping.getName());
        before.values().forEach(appender -> root.addAppender(appender, null, null));
        context.updateLoggers();
    }
}
