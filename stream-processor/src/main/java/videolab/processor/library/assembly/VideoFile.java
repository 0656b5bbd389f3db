package videolab.processor.library.assembly;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/**
 * A video before it is opened.
 *
 * @param video its id: the first 16 hexadecimal digits of the SHA-256 of the URI without user-info and query
 * @param uri without user-info
 * @param key the path from the input on
 * @param bytes its size
 * @param modifiedAt when the file or object was written
 * @param etag of an object store; null elsewhere
 */
public record VideoFile(String video, String uri, String key, long bytes, Instant modifiedAt, String etag)
        implements Serializable {

    /** Whether the other, which may be null, is this file with the content that it has now. */
    public boolean isSameContent(VideoFile other) {
        return other != null
                && uri.equals(other.uri)
                && bytes == other.bytes
                && (etag == null ? modifiedAt.equals(other.modifiedAt) : Objects.equals(etag, other.etag));
    }
}
