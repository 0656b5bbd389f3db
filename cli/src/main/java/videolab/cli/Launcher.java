package videolab.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a person starts a command of the lab where this process runs: by {@code ./lab}, and from one of the lab's images by Compose. Texts
 * are written for {@code ./lab}.
 */
public final class Launcher {

    /** Set in the images: {@code compose}. */
    private static final String VARIABLE = "VIDEO_LAB_LAUNCHER";

    private static final boolean COMPOSE = "compose".equals(System.getenv(VARIABLE));

    private static final String RUN = "docker compose run --rm ";

    /** The services of docker-compose.yml, the longest text first. */
    private static final Map<String, String> COMPOSE_TEXTS = new LinkedHashMap<>();

    static {
        COMPOSE_TEXTS.put("./lab library search", RUN + "stream-processor library-search");
        COMPOSE_TEXTS.put("./lab library upload", RUN + "stream-processor library-upload");
        COMPOSE_TEXTS.put("./lab topics create", RUN + "topics");
        COMPOSE_TEXTS.put("./lab topics", RUN + "result-consumer topics");
        // The models of an image are fetched when it is built.
        COMPOSE_TEXTS.put("./lab models get person", RUN + "stream-processor models get person");
        COMPOSE_TEXTS.put("./lab models get", "docker compose build --no-cache stream-processor");
        COMPOSE_TEXTS.put("./lab models", RUN + "stream-processor models");
        COMPOSE_TEXTS.put("./lab source", RUN + "video-source");
        COMPOSE_TEXTS.put("./lab process", RUN + "stream-processor");
        COMPOSE_TEXTS.put("./lab results", RUN + "result-consumer");
        COMPOSE_TEXTS.put("-Xmx512m or more, for ./lab in LAB_JAVA_OPTS", "a higher mem_limit for this service");
        COMPOSE_TEXTS.put("-Xmx, for ./lab in LAB_JAVA_OPTS", "that of a higher mem_limit for this service");
        // It would end the display of the log.
        COMPOSE_TEXTS.put("; Ctrl-C ends it", "");
        COMPOSE_TEXTS.put("; Ctrl-C ends", "");
    }

    private Launcher() {}

    /** A text whose commands work where this process runs. */
    public static String adapt(String text) {
        return COMPOSE ? forCompose(text) : text;
    }

    static String forCompose(String text) {
        String adapted = text;
        for (Map.Entry<String, String> each : COMPOSE_TEXTS.entrySet()) {
            adapted = adapted.replace(each.getKey(), each.getValue());
        }
        return adapted;
    }

    /** A writer that adapts what is printed to it, a sentence at a time. */
    static PrintWriter adapting(Writer writer) {
        return new PrintWriter(writer) {
            @Override
            public void write(String text) {
                super.write(adapt(text));
            }
        };
    }
}
