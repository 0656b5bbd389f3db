package videolab.source.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Packs the lines of one file into records. The {@code #Fields} line goes with each of them, for they are read apart. */
final class LogPacker {

    private static final int RECORD_BYTES = 256 * 1024;
    private static final String FIELDS = "#Fields:";

    private final FileFormat format;
    private final Skipped skipped;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private int count;
    private String fields;

    LogPacker(FileFormat format, Skipped skipped) {
        this.format = format;
        this.skipped = skipped;
    }

    /** The names of the columns; null where the file has told none so far. */
    String fields() {
        return fields;
    }

    /** Another file begins, which has names of its own or none. */
    Optional<LogRecord> another() {
        Optional<LogRecord> before = take();
        fields = null;
        return before;
    }

    /** Whether a line is to be sent; comments and blank lines are not. */
    boolean wants(byte[] line) {
        if (isBlank(line)) {
            skipped.add("blank");
            return false;
        }
        if (format.hasComments() && line[0] == '#') {
            skipped.add("comment");
            return false;
        }
        return true;
    }

    /** Whether a line names the columns of those behind it; what came before it has to be taken first. */
    boolean isFields(byte[] line) {
        return format.hasComments()
                && line.length > FIELDS.length()
                && new String(line, 0, FIELDS.length(), UTF_8).equals(FIELDS);
    }

    void name(byte[] line) {
        fields = new String(line, UTF_8).stripTrailing();
    }

    /** A full record, if this line fills one. */
    Optional<LogRecord> add(byte[] line) {
        Optional<LogRecord> full = count > 0 && lines.size() + line.length > RECORD_BYTES ? take() : Optional.empty();
        if (count == 0 && fields != null) {
            lines.writeBytes(fields.getBytes(UTF_8));
            lines.write('\n');
        }
        lines.writeBytes(line);
        lines.write('\n');
        count++;
        return full;
    }

    /** What is packed so far. */
    Optional<LogRecord> take() {
        if (count == 0) {
            return Optional.empty();
        }
        LogRecord record = new LogRecord(lines.toByteArray(), count);
        lines.reset();
        count = 0;
        return Optional.of(record);
    }

    private static boolean isBlank(byte[] line) {
        for (byte each : line) {
            if (each != ' ' && each != '\r' && each != '\t') {
                return false;
            }
        }
        return true;
    }
}
