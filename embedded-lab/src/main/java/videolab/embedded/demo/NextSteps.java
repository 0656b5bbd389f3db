package videolab.embedded.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The last lines of a demo: where the faces are, and what to try next. */
final class NextSteps {

    private static final String COMMAND = "  %-34s %s";

    private NextSteps() {}

    /**
     * The lines.
     *
     * @param data the folder that stays; null where it was deleted
     * @param ownInput whether frames came from {@code --input}
     * @param audience whether viewers were simulated
     */
    static List<String> of(Path data, boolean ownInput, boolean audience) {
        List<String> lines = new ArrayList<>();
        lines.add(
                data == null
                        ? "Face pictures were not stored; --data DIR keeps them, and the topics."
                        : "Face pictures are in " + data.resolve("faces") + ", the latest of each camera in "
                                + data.resolve("latest") + ".");
        lines.add("Next:");
        if (!ownInput) {
            lines.add(COMMAND.formatted("./lab demo --input webcam", "your own face"));
            lines.add(COMMAND.formatted("./lab demo --input clip.mp4", "your video"));
        } else {
            lines.add(COMMAND.formatted("./lab demo", "drawn cameras, scored against the drawing"));
        }
        lines.add(COMMAND.formatted("./lab demo --kafka-port 9092", "leave it running, and in a second terminal:"));
        if (audience) {
            lines.add(COMMAND.formatted("./lab results kpis --follow", "each window of the audience's KPIs"));
        }
        lines.add(COMMAND.formatted("./lab results tail --json", "each result as the record it is"));
        return lines;
    }
}
