package videolab.results.dashboard.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.zip.CRC32;
import videolab.contract.Face;
import videolab.contract.FrameResult;
import videolab.contract.Json;

/** One pair in the forms in which it is sent. Each form is made when the first viewer asks for it, and shared by all. */
public final class Shown {

    private final Pair pair;
    private final long number;
    private final Instant pairedAt;
    private ByteBuffer sharp;
    private ByteBuffer blurred;
    private byte[] blurredJpeg;
    private byte[] annotated;
    private byte[] annotatedBlurred;

    /** @param number grows with each pair of the camera */
    Shown(Pair pair, long number, Instant pairedAt) {
        this.pair = pair;
        this.number = number;
        this.pairedAt = pairedAt;
    }

    public FrameResult result() {
        return pair.result();
    }

    public long number() {
        return number;
    }

    /** Of two pictures with the same bytes the camera, or its driver, sent one again. */
    long checksum() {
        CRC32 crc = new CRC32();
        crc.update(pair.picture());
        return crc.getValue();
    }

    /**
     * The message that a page takes: 4 bytes with the length of the JSON (big-endian), the JSON, the picture.
     *
     * @throws IOException where the picture must be decoded and cannot
     */
    public synchronized ByteBuffer message(boolean blur) throws IOException {
        if (blur) {
            if (blurred == null) {
                blurred = message(blurredJpeg());
            }
            return blurred.duplicate();
        }
        if (sharp == null) {
            sharp = message(Pictures.isRaw(pair.picture()) ? Pictures.jpeg(decoded()) : pair.picture());
        }
        return sharp.duplicate();
    }

    /**
     * A JPEG with boxes, expressions and scores drawn on it.
     *
     * @throws IOException where the picture cannot be decoded
     */
    public synchronized byte[] annotated(boolean blur) throws IOException {
        byte[] made = blur ? annotatedBlurred : annotated;
        if (made == null) {
            BufferedImage picture = decoded();
            if (blur) {
                Pictures.blur(picture, faces());
            }
            Pictures.annotate(picture, faces());
            made = Pictures.jpeg(picture);
            if (blur) {
                annotatedBlurred = made;
            } else {
                annotated = made;
            }
        }
        return made;
    }

    private byte[] blurredJpeg() throws IOException {
        if (blurredJpeg == null) {
            BufferedImage picture = decoded();
            Pictures.blur(picture, faces());
            blurredJpeg = Pictures.jpeg(picture);
        }
        return blurredJpeg;
    }

    private BufferedImage decoded() throws IOException {
        return Pictures.decode(pair.picture());
    }

    private List<Face> faces() {
        return pair.result().faces();
    }

    private ByteBuffer message(byte[] picture) {
        ObjectNode head = Json.mapper().createObjectNode();
        head.put("number", number);
        head.put("paired_at_ms", pairedAt.toEpochMilli());
        head.put("captured_at_ms", pair.result().capturedAt().toEpochMilli());
        head.put("latency_start_ms", pair.result().latencyStart().toEpochMilli());
        head.set("result", Json.mapper().valueToTree(pair.result()));
        byte[] json = head.toString().getBytes(UTF_8);
        ByteBuffer message = ByteBuffer.allocate(Integer.BYTES + json.length + picture.length);
        message.putInt(json.length).put(json).put(picture).flip();
        return message.asReadOnlyBuffer();
    }
}
