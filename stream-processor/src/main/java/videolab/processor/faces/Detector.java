package videolab.processor.faces;

/** A choice of {@code --detector}. */
public enum Detector {
    /** YuNet where its model file is present, else Haar. */
    AUTO,
    HAAR,
    YUNET
}
