package videolab.results.terminal;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;
import videolab.contract.Emotion;
import videolab.contract.Face;
import videolab.contract.FrameResult;
import videolab.contract.Limits;
import videolab.results.reading.Printable;

/**
 * One frame as one line: camera, frame, age, faces; a face is its apparent expression with the probability, and in
 * brackets the detector's score. Columns stand under each other as long as ids are of usual length.
 *
 * @param color whether the terminal shows colors
 */
public record TailLine(boolean color) {

    private static final int CAMERA_COLUMNS = 10;
    private static final int FRAME_COLUMNS = 19;
    private static final int AGE_COLUMNS = 8;
    private static final int COUNT_COLUMNS = 8;

    /** What fits beside the columns on a line of usual width; the faces of a crowd would fill a page. */
    private static final int FACES_SHOWN = 5;

    private static final String GAP = "  ";
    private static final String UNKNOWN = "–";

    /** @param age from capture to reading; negative where the source's clock is ahead of the reader's */
    public String of(FrameResult result, Duration age) {
        return styled(left(id(result.camera()), CAMERA_COLUMNS), Style.bold)
                + GAP
                + styled(left(id(result.frame()), FRAME_COLUMNS), Style.faint)
                + GAP
                + right(age(age), AGE_COLUMNS)
                + GAP
                + (result.skipped() == null ? found(result.faces()) : skipped(result.skipped()));
    }

    private String skipped(String reason) {
        return styled("skipped: " + id(reason), Style.fg_yellow);
    }

    private String found(List<Face> faces) {
        if (faces.isEmpty()) {
            return styled("no face", Style.faint);
        }
        String count = faces.size() == 1 ? "1 face" : faces.size() + " faces";
        String shown = faces.stream().limit(FACES_SHOWN).map(this::face).collect(Collectors.joining(GAP));
        int more = faces.size() - FACES_SHOWN;
        return left(count, COUNT_COLUMNS) + GAP + shown + (more > 0 ? GAP + "+" + more + " more" : "");
    }

    private String face(Face face) {
        return expression(face) + (face.score() == null ? "" : " (" + ratio(face.score()) + ")");
    }

    private String expression(Face face) {
        Emotion emotion = face.emotion();
        if (emotion == null) {
            return UNKNOWN;
        }
        Double probability = face.emotions().get(emotion);
        return styled(
                emotion.wireName() + (probability == null ? "" : " " + ratio(probability)),
                switch (emotion) {
                    case HAPPY -> Style.fg_green;
                    case ANGRY -> Style.fg_red;
                    case SAD -> Style.fg_blue;
                    case FEAR -> Style.fg_magenta;
                    case SURPRISE -> Style.fg_yellow;
                    case DISGUST -> Style.fg_cyan;
                    case NEUTRAL -> Style.reset;
                });
    }

    /** In the largest unit that keeps two digits: a day's backlog in hours, not in milliseconds. */
    static String age(Duration age) {
        Duration size = age.abs();
        if (size.toSeconds() < 10) {
            return age.toMillis() + " ms";
        }
        if (size.toMinutes() < 10) {
            return age.toSeconds() + " s";
        }
        if (size.toHours() < 10) {
            return age.toMinutes() + " min";
        }
        return size.toDays() < 10 ? age.toHours() + " h" : age.toDays() + " d";
    }

    static String id(String text) {
        boolean fits = text.codePointCount(0, text.length()) <= Limits.ID_CHARACTERS;
        int end = fits ? text.length() : text.offsetByCodePoints(0, Limits.ID_CHARACTERS);
        return Printable.of(fits ? text : text.substring(0, end) + "…");
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    private static String left(String text, int columns) {
        return text + padding(text, columns);
    }

    private static String right(String text, int columns) {
        return padding(text, columns) + text;
    }

    private static String padding(String text, int columns) {
        return " ".repeat(Math.max(0, columns - text.codePointCount(0, text.length())));
    }

    /** Not by picocli's markup: an id may hold {@code @|}; nor by its codes for "off": bold's underlines in many. */
    private String styled(String text, IStyle style) {
        return color ? style.on() + text + Style.reset.on() : text;
    }
}
