package videolab.embedded.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import videolab.contract.Box;

/** Pairs boxes that mean the same thing: the best overlap first, each box at most once. */
public final class BoxMatching {

    /** The overlap that counts as found, in every score of the lab. */
    public static final double MIN_IOU = 0.4;

    private static final int NONE = -1;

    private record Pair(int truth, int found, double iou) {}

    private BoxMatching() {}

    /** @return for each found box the index of its truth, or -1 */
    public static int[] match(List<Box> truth, List<Box> found) {
        List<Pair> pairs = new ArrayList<>();
        for (int t = 0; t < truth.size(); t++) {
            for (int f = 0; f < found.size(); f++) {
                double iou = truth.get(t).iou(found.get(f));
                if (iou >= MIN_IOU) {
                    pairs.add(new Pair(t, f, iou));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::iou).reversed());
        int[] truthOfFound = new int[found.size()];
        Arrays.fill(truthOfFound, NONE);
        boolean[] taken = new boolean[truth.size()];
        for (Pair pair : pairs) {
            if (!taken[pair.truth()] && truthOfFound[pair.found()] == NONE) {
                taken[pair.truth()] = true;
                truthOfFound[pair.found()] = pair.truth();
            }
        }
        return truthOfFound;
    }

    /** Whether the box means one of the others: it overlaps enough, or holds the centre of one that is cut off. */
    public static boolean meansAny(Box box, List<Box> others) {
        return others.stream().anyMatch(other -> box.iou(other) >= MIN_IOU || holdsCentre(box, other));
    }

    private static boolean holdsCentre(Box box, Box other) {
        double x = other.x() + other.width() / 2.0;
        double y = other.y() + other.height() / 2.0;
        return x >= box.x() && x < box.x() + box.width() && y >= box.y() && y < box.y() + box.height();
    }
}
