package videolab.source.mock;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Drawn people in front of a textured background; the same seed gives the same frames and truth.
 *
 * <p>It is not made easy: at 640 x 480 about a fifth of the faces are tilted by 10 to 20 degrees, a fifth are cut by
 * the picture's edge or at most 40 px tall, the sensor is noisy, and the room holds things that resemble faces.
 */
public final class MockScene {
    private static final double SMALLEST_FACE_PX = 24;
    private static final double LEAST_VISIBLE_RATIO = 0.70;
    private static final int SAMPLES = 20;

    private final Settings settings;
    private final Timetable timetable;
    private final Room room;
    private final SensorNoise noise;

    /** Which skins, hair, shapes and walls are drawn; the two have none in common. */
    public enum Look {
        /** For fitting models. */
        TRAINING,
        /** For demos and for scoring models, which have not seen it. */
        SCORING
    }

    /**
     * @param seed chooses room, people and their doings
     * @param width of the picture in px
     * @param height of the picture in px
     * @param framesPerSecond scene time that passes between two frames is 1 / this
     */
    public record Settings(long seed, int width, int height, double framesPerSecond, Look look) {
        public Settings {
            requireBetween("width", width, 160, 3840);
            requireBetween("height", height, 120, 2160);
            if (!(framesPerSecond > 0 && framesPerSecond <= 120)) {
                throw new IllegalArgumentException(
                        "framesPerSecond must be above 0 and at most 120, was " + framesPerSecond);
            }
            if (look == null) {
                throw new IllegalArgumentException("look must be TRAINING or SCORING, was null");
            }
        }

        private static void requireBetween(String key, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(key + " must be " + least + ".." + most + " px, was " + value);
            }
        }
    }

    public MockScene(Settings settings) {
        this.settings = settings;
        this.timetable = new Timetable(settings);
        this.room = new Room(settings);
        this.noise =
                new SensorNoise(settings.seed(), Dice.of(settings.seed(), 1).between(2.5, 5));
    }

    /** The frame of a number from 0 on; frames may be asked for in any order and from several threads. */
    public MockFrame frame(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("frame number must be 0 or more, was " + number);
        }
        double seconds = number / settings.framesPerSecond();
        List<Person> people = timetable.at(seconds);
        BufferedImage image = room.copy();
        Graphics2D g = smoothGraphics(image);
        room.drawMovingThings(g, seconds);
        people.forEach(person -> FaceSketch.draw(g, person));
        g.dispose();
        noise.addTo(image, number);

        List<DrawnFace> faces = new ArrayList<>();
        List<DrawnFace> ignored = new ArrayList<>();
        for (int i = 0; i < people.size(); i++) {
            DrawnFace face = truth(people.get(i), people.subList(i + 1, people.size()));
            if (face.width() == 0 || face.height() == 0) {
                continue;
            }
            boolean asked = face.height() >= SMALLEST_FACE_PX && face.visibleRatio() >= LEAST_VISIBLE_RATIO;
            (asked ? faces : ignored).add(face);
        }
        double quality = Dice.of(settings.seed(), 2, number).between(0.60, 0.90);
        return new MockFrame(image, faces, ignored, quality);
    }

    static Graphics2D smoothGraphics(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        return g;
    }

    private DrawnFace truth(Person person, List<Person> inFront) {
        Rectangle2D box = person.faceBox();
        int left = clamp(box.getMinX(), settings.width());
        int top = clamp(box.getMinY(), settings.height());
        int right = clamp(box.getMaxX(), settings.width());
        int bottom = clamp(box.getMaxY(), settings.height());
        return new DrawnFace(
                person.id(),
                left,
                top,
                right - left,
                bottom - top,
                person.emotion(),
                visibleRatio(box, inFront),
                person.pose().tiltDegrees());
    }

    /** Counts sample points of the oval in the box that are inside the picture and behind nobody. */
    private double visibleRatio(Rectangle2D box, List<Person> inFront) {
        int points = 0;
        int visible = 0;
        for (int row = 0; row < SAMPLES; row++) {
            for (int column = 0; column < SAMPLES; column++) {
                double u = (column + 0.5) / SAMPLES;
                double v = (row + 0.5) / SAMPLES;
                if (Math.hypot(2 * u - 1, 2 * v - 1) > 1) {
                    continue;
                }
                points++;
                double x = box.getX() + u * box.getWidth();
                double y = box.getY() + v * box.getHeight();
                boolean inside = x >= 0 && y >= 0 && x < settings.width() && y < settings.height();
                if (inside && inFront.stream().noneMatch(other -> other.covers(x, y))) {
                    visible++;
                }
            }
        }
        return visible / (double) points;
    }

    private static int clamp(double value, int most) {
        return (int) Math.max(0, Math.min(most, Math.round(value)));
    }
}
