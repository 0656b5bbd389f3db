package videolab.source.render;

/** How the pictures of a folder are stored. */
public enum PictureType {
    /** As the frame's camera would send it. */
    JPEG("jpg"),
    /** Without loss. */
    PNG("png");

    private final String suffix;

    PictureType(String suffix) {
        this.suffix = suffix;
    }

    String suffix() {
        return suffix;
    }
}
