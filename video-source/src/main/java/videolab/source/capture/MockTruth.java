package videolab.source.capture;

import java.util.List;
import videolab.contract.Box;
import videolab.contract.FrameTruth;
import videolab.contract.FrameTruth.TruthFace;
import videolab.source.mock.DrawnFace;
import videolab.source.mock.MockFrame;

/** A drawn frame's truth, in the words of the contract. */
public final class MockTruth {

    private MockTruth() {}

    /** @param frame the id under which the frame is sent, or its number in a clip */
    public static FrameTruth of(String camera, String frame, MockFrame drawn) {
        return new FrameTruth(
                camera,
                frame,
                drawn.image().getWidth(),
                drawn.image().getHeight(),
                faces(drawn.faces()),
                faces(drawn.ignored()));
    }

    private static List<TruthFace> faces(List<DrawnFace> drawn) {
        return drawn.stream()
                .map(face -> new TruthFace(
                        face.person(),
                        new Box(face.x(), face.y(), face.width(), face.height()),
                        face.emotion(),
                        face.visibleRatio(),
                        face.tiltDegrees()))
                .toList();
    }
}
