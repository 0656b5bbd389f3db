package videolab.processor.faces;

import java.util.List;
import videolab.contract.FrameResult;

/** What became of one record of the frame topic. */
public sealed interface FrameOutcome {

    FrameIdentity identity();

    /**
     * The picture was decoded and analyzed.
     *
     * @param crops one for each face of the result, in its order; none where the settings want none
     */
    record Analyzed(FrameIdentity identity, FrameResult result, List<byte[]> crops) implements FrameOutcome {}

    /** The frame was too old to be decoded; the result says so. */
    record Skipped(FrameIdentity identity, FrameResult result) implements FrameOutcome {}

    /** The frame is unusable and goes to the rejects. The reason is a phrase without a period. */
    record Rejected(FrameRecord record, FrameIdentity identity, String reason) implements FrameOutcome {}
}
