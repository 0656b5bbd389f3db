package videolab.contract;

/** The names of the headers of a record on {@link Topics#FACE_CROPS}. */
public final class CropHeaders {

    /** The frame's id, as in {@link FrameResult#frame()}. */
    public static final String FRAME_ID = FrameHeaders.FRAME_ID;

    /** The face's index in its frame, decimal. */
    public static final String FACE = "face";

    /** When the frame was captured, epoch milliseconds, decimal. */
    public static final String CAPTURED_AT = FrameHeaders.CAPTURED_AT;

    /** The apparent expression's wire name; absent when none was classified. */
    public static final String EMOTION = "emotion";

    private CropHeaders() {}
}
