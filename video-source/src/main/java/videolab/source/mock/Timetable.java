package videolab.source.mock;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who is in the scene when. The picture is split into upright lanes so that heads do not cover each other; in each lane
 * one visit follows another. A visit is computed from its number alone, so any moment can be asked for in any order.
 */
final class Timetable {
    private static final int LANES = 4;
    private static final double TURN_SECONDS = 9;
    private static final double ABSENT = 0.28;
    private static final double LEAST_HEIGHT_PX = 26;

    /** Of every nine visits in a lane two are tilted, one is cut by the edge and one small, in a shuffled order. */
    private static final List<Kind> DECK = List.of(
            Kind.TILTED, Kind.TILTED, Kind.CUT, Kind.SMALL, Kind.PLAIN, Kind.PLAIN, Kind.PLAIN, Kind.PLAIN, Kind.PLAIN);

    private enum Kind {
        PLAIN,
        TILTED,
        SMALL,
        CUT
    }

    private enum Edge {
        NONE,
        TOP,
        SIDE,
        BOTTOM
    }

    private final MockScene.Settings settings;
    private final Wardrobe wardrobe;
    private final double scale;

    Timetable(MockScene.Settings settings) {
        this.settings = settings;
        this.wardrobe = Wardrobe.of(settings.look());
        this.scale = Math.min(settings.width() / 640.0, settings.height() / 480.0);
    }

    /** The people at a moment of scene time, far ones first. */
    List<Person> at(double seconds) {
        List<Person> people = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            double laneSeconds = seconds + TURN_SECONDS * lane * 0.37 + 0.5 * TURN_SECONDS;
            long turn = (long) Math.floor(laneSeconds / TURN_SECONDS);
            double turnStart = seconds - (laneSeconds - turn * TURN_SECONDS);
            Dice dice = Dice.of(settings.seed(), 21, lane, turn);
            if (dice.chance(ABSENT)) {
                continue;
            }
            Visit visit = visit(dice, lane, turn, turnStart);
            if (visit.covers(seconds)) {
                people.add(visit.at(seconds));
            }
        }
        people.sort(Comparator.comparingDouble(person -> person.pose().faceHeight()));
        return people;
    }

    private Visit visit(Dice dice, int lane, long turn, double turnStart) {
        Kind kind = kind(lane, turn);
        Edge edge = kind == Kind.CUT ? edge(dice, lane) : Edge.NONE;
        Appearance appearance = wardrobe.dress(dice);
        Pose place = place(dice, lane, kind, edge, appearance.shape());
        double height = place.faceHeight();
        double sway = height * (kind == Kind.CUT ? 0.01 : kind == Kind.SMALL ? 0.6 : 0.16);
        return new Visit(
                (int) (turn * LANES + lane),
                Dice.of(settings.seed(), 23, lane, turn).seed(),
                turnStart + dice.between(0, 0.8),
                turnStart + TURN_SECONDS - dice.between(0, 0.8),
                place,
                edge == Edge.SIDE
                        ? place.movedTo(lane == 0 ? -height : settings.width() + height, place.centreY())
                        : place.movedTo(place.centreX(), settings.height() + 0.8 * height),
                sway,
                0.3 * sway,
                kind == Kind.TILTED ? dice.between(0.3, 0.8) : dice.between(0.5, 1.8),
                appearance);
    }

    private Pose place(Dice dice, int lane, Kind kind, Edge edge, FaceShape shape) {
        double x = (lane + 0.5 + dice.between(-0.06, 0.06)) * settings.width() / LANES;
        // Eyes near one level, as a camera at head height sees near and far people.
        double y = settings.height() * dice.between(kind == Kind.SMALL ? 0.36 : 0.30, 0.46);
        double height = Math.max(LEAST_HEIGHT_PX, scale * height(dice, kind, edge));
        // Of the tilted, most are tilted little and few up to 20 degrees, as people do.
        double tilt = kind == Kind.TILTED ? dice.sign() * (10.9 + 8 * Math.pow(dice.roll(), 2)) : dice.between(-4, 4);
        // The part of the face's height or width that is beyond the edge.
        double hidden = dice.between(0.1, 0.2);
        double fromEdge = (0.46 - hidden) * height;
        double besideEdge = 2 * (0.5 - hidden) * shape.halfWidth() * height;
        return switch (edge) {
            case NONE -> new Pose(x, y, height, tilt);
            case TOP -> new Pose(x, fromEdge, height, tilt);
            case BOTTOM -> new Pose(x, settings.height() - fromEdge, height, tilt);
            case SIDE -> new Pose(lane == 0 ? besideEdge : settings.width() - besideEdge, y, height, tilt);
        };
    }

    /** A face's height in px of a picture of 640 x 480. */
    private static double height(Dice dice, Kind kind, Edge edge) {
        if (kind == Kind.SMALL) {
            return dice.between(32, 39);
        }
        // A small person at the picture's top would not reach the floor.
        double least = edge == Edge.TOP ? 64 : 48;
        return least * Math.pow(132 / least, dice.roll());
    }

    private static Edge edge(Dice dice, int lane) {
        boolean outerLane = lane == 0 || lane == LANES - 1;
        if (outerLane && dice.chance(0.5)) {
            return Edge.SIDE;
        }
        return dice.chance(0.75) ? Edge.TOP : Edge.BOTTOM;
    }

    private Kind kind(int lane, long turn) {
        long round = Math.floorDiv(turn, DECK.size());
        int[] order = Dice.of(settings.seed(), 22, lane, round).shuffled(DECK.size());
        return DECK.get(order[Math.floorMod(turn, DECK.size())]);
    }
}
