package videolab.processor.enrich;

/** stub */
public final class ViewerKeys implements java.io.Serializable {
    public long hash(String kind, String id) {
        return kind.hashCode() * 0x9E3779B97F4A7C15L ^ id.hashCode() * 0xC2B2AE3D27D4EB4FL;
    }
}
