package videolab.contract;

/** Sizes that both ends of a topic rely on. */
public final class Limits {

    /** The longest camera id and frame id, in characters as people count them: an emoji is one. */
    public static final int ID_CHARACTERS = 64;

    /** How much of a rejected value is kept, in bytes. */
    public static final int REJECTED_VALUE_BYTES = 64 * 1024;

    /** How much of a rejected record's key, and of a reason, is kept, in bytes. */
    public static final int REJECTED_HEADER_BYTES = 1024;

    /** The largest face crop, in bytes. */
    public static final int CROP_BYTES = 512 * 1024;

    private Limits() {}

    /** Whether it can be the id of a camera or frame: 1..64 characters, not blank. */
    public static boolean isId(String text) {
        return text != null && !text.isBlank() && text.codePointCount(0, text.length()) <= ID_CHARACTERS;
    }
}
