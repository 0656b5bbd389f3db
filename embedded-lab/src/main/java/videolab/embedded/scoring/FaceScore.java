package videolab.embedded.scoring;

import java.util.List;
import videolab.contract.Box;
import videolab.contract.Face;
import videolab.contract.FrameTruth;
import videolab.contract.FrameTruth.TruthFace;

/** Adds up found faces against truth, frame by frame. One thread. */
public final class FaceScore {

    private long frames;
    private long truthFaces;
    private long found;
    private long wrong;
    private long emotionsJudged;
    private long emotionsRight;

    /**
     * The score as a summary has it.
     *
     * @param faces in the truth
     * @param recall found faces / faces in the truth, 0..1; null without any
     * @param precision found faces / detections that count, 0..1; null without any
     * @param emotionAccuracy right expressions / found faces with one, 0..1; null without any
     */
    public record Summary(long frames, long faces, Double recall, Double precision, Double emotionAccuracy) {}

    /** Scores a frame; found faces on {@link FrameTruth#ignored()} ones count neither way. */
    public void add(FrameTruth truth, List<Face> faces) {
        List<Box> truthBoxes = truth.faces().stream().map(TruthFace::box).toList();
        List<Box> ignored = truth.ignored().stream().map(TruthFace::box).toList();
        int[] matches =
                BoxMatching.match(truthBoxes, faces.stream().map(Face::box).toList());
        frames++;
        truthFaces += truthBoxes.size();
        for (int i = 0; i < matches.length; i++) {
            Face face = faces.get(i);
            if (matches[i] >= 0) {
                found++;
                judgeEmotion(truth.faces().get(matches[i]), face);
            } else if (!BoxMatching.meansAny(face.box(), ignored)) {
                wrong++;
            }
        }
    }

    private void judgeEmotion(TruthFace truth, Face face) {
        if (face.emotion() != null) {
            emotionsJudged++;
            if (face.emotion() == truth.emotion()) {
                emotionsRight++;
            }
        }
    }

    public Summary summary() {
        return new Summary(
                frames,
                truthFaces,
                Ratios.of(found, truthFaces),
                Ratios.of(found, found + wrong),
                Ratios.of(emotionsRight, emotionsJudged));
    }
}
