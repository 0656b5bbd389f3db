package videolab.processor.faces.crops;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.Path;

/** The layout under the root. Names are untrusted input: only letters, digits, {@code -} and {@code _} stand for themselves. */
final class CropPaths {

    private static final String FACES = "faces";
    private static final String LATEST = "latest";

    /** The folders in the root. */
    static final List<String> CHILDREN = List.of(FACES, LATEST);

    static final String LATEST_NAME = "face.jpg";

    private static final String DATE = "date=";

    /** Filesystems allow 255 bytes a name; some room is left for what is put around it. */
    private static final int LONGEST_NAME = 150;

    private final Path root;

    CropPaths(Path root) {
        this.root = root;
    }

    /** {@code <root>/faces} */
    Path faces() {
        return new Path(root, FACES);
    }

    /** {@code <root>/faces/date=YYYY-MM-DD/camera=<id>/<frame>-<face>.jpg}, the date in UTC. */
    Path face(String camera, String frame, int face, Instant capturedAt) {
        Path day = new Path(faces(), DATE + LocalDate.ofInstant(capturedAt, ZoneOffset.UTC));
        return new Path(new Path(day, "camera=" + encode(camera)), encode(frame) + "-" + face + ".jpg");
    }

    /** {@code <root>/latest} */
    Path latest() {
        return new Path(root, LATEST);
    }

    /** {@code <root>/latest/<camera>/face.jpg} */
    Path latest(String camera) {
        return new Path(new Path(latest(), encode(camera)), LATEST_NAME);
    }

    /** The day of a folder below {@link #faces()}; null for one that is none of ours. */
    static LocalDate day(Path folder) {
        String name = folder.getName();
        try {
            return name.startsWith(DATE) ? LocalDate.parse(name.substring(DATE.length())) : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /**
     * A name as part of a path. One that would be too long for a filesystem is cut, and its SHA-256 put behind it.
     */
    static String encode(String name) {
        String encoded = percentEncode(name);
        if (encoded.length() <= LONGEST_NAME) {
            return encoded;
        }
        String digest = DigestUtils.sha256Hex(name);
        return encoded.substring(0, LONGEST_NAME - digest.length()) + digest;
    }

    /** Percent-encodes every byte that is not an ASCII letter, digit, {@code -} or {@code _}: also {@code .}, {@code /} and {@code :}. */
    private static String percentEncode(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(UTF_8)) {
            boolean plain =
                    b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '_';
            if (plain) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(String.format("%02X", b));
            }
        }
        return encoded.toString();
    }
}
