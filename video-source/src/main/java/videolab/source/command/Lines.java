package videolab.source.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import videolab.cli.UsageException;
import videolab.contract.Json;
import videolab.source.publish.TimedRecord;

/** Files of JSON Lines that commands write beside, or instead of, what they send. */
final class Lines {

    private Lines() {}

    static void write(String option, Path file, List<String> lines) {
        try {
            Files.write(file, lines, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UsageException(option, file, "a file that can be written is expected");
        }
    }

    /** A record as it would be on the topic. */
    static String of(TimedRecord record) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", record.key());
        line.put("at", record.at());
        line.put("headers", new TreeMap<>(record.headers()));
        line.put("value", new String(record.value(), StandardCharsets.UTF_8));
        return Json.line(line);
    }
}
