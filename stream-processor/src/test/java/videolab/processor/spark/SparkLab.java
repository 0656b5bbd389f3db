package videolab.processor.spark;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Spark session for the tests of a class, as {@link LabSpark} opens it.
 *
 * <pre>
 * {@literal @}RegisterExtension
 * private static final SparkLab SPARK = new SparkLab(2);
 * </pre>
 */
public final class SparkLab implements BeforeAllCallback, AfterAllCallback {

    private final int slots;
    private final Map<String, String> submitted = new HashMap<>();
    private SparkSession session;

    /** @param slots how many tasks run at once */
    public SparkLab(int slots) {
        this.slots = slots;
    }

    /** Opens the session as {@code spark-submit --conf name=value} would. */
    public SparkLab submittedWith(String name, String value) {
        submitted.put(name, value);
        return this;
    }

    public SparkSession session() {
        return session;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        submitted.forEach(System::setProperty);
        try {
            session = LabSpark.open(context.getDisplayName(), "local[" + slots + "]", false);
        } finally {
            submitted.keySet().forEach(System::clearProperty);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        session.close();
    }
}
