package videolab.processor.faces;

import java.util.List;
import videolab.contract.FrameResult;

/** What became of one record of the frame topic. */
public sealed interface FrameOutcome {

    /**
     * The picture was decoded and looked at.
     *
     * @param crops one for each face of the result, in its order; none where only aggregates may leave
     * @param clockAhead whether the source's capture time was in the future and had to be replaced
     */
    record Analyzed(FrameResult result, List<byte[]> crops, boolean clockAhead) implements FrameOutcome {}

    /** The frame was too old to be worth decoding; the result says so. */
    record Skipped(FrameResult result) implements FrameOutcome {}

    /** Nobody can read it; it goes to the rejects with its reason, a sentence. */
    record Rejected(FrameRecord record, String reason) implements FrameOutcome {}
}
