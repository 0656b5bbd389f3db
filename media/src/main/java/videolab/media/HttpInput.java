package videolab.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Opens what a web server or an HTTP camera sends: JPEGs by a tolerant reader, everything else by FFmpeg. */
public final class HttpInput {

    private static final Set<String> JPEG_TYPES =
            Set.of("image/jpeg", "image/jpg", "image/pjpeg", "video/x-motion-jpeg", "video/x-mjpeg", "video/mjpeg");

    private static final int START_BYTES = 4096;
    private static final int TELLING_BYTES = 12;

    private HttpInput() {}

    /**
     * @param url with user and password, if any
     * @param patience how long opening may take
     * @throws LoginRefusedException when the server refuses the user and password
     * @throws FfmpegException when the server cannot be reached, or sends something other than pictures, which the message names
     * @throws InterruptedException when the thread was interrupted meanwhile
     */
    public static PictureInput open(String url, Duration patience) throws IOException, InterruptedException {
        try {
            return open(url, Map.of(), patience);
        } catch (LoginRefusedException e) {
            Optional<DigestLogin> login = DigestLogin.where(url, patience);
            if (login.isEmpty()) {
                throw e;
            }
            String header = "Authorization: " + login.get().authorization() + "\r\n";
            return open(login.get().urlWithoutUser(), Map.of("headers", header), patience);
        }
    }

    private static PictureInput open(String url, Map<String, String> options, Duration patience)
            throws IOException, InterruptedException {
        Interrupts interrupts = new Interrupts(patience);
        HttpIo io = null;
        boolean handedOver = false;
        try {
            io = HttpIo.open(url, options, interrupts);
            String type = io.contentType();
            byte[] start = new byte[START_BYTES];
            int length = 0;
            int reads = 0;
            byte[] chunk = new byte[START_BYTES];
            while (length < TELLING_BYTES) {
                int read = io.read(chunk);
                if (read <= 0) {
                    break;
                }
                reads++;
                int kept = Math.min(read, start.length - length);
                System.arraycopy(chunk, 0, start, length, kept);
                length += kept;
            }
            if (interrupts.expired() || Thread.currentThread().isInterrupted()) {
                throw new FfmpegException("sent nothing");
            }
            start = Arrays.copyOf(start, length);
            if (holdsJpegs(type, start)) {
                PictureInput input = new JpegStreamInput(io, interrupts, start);
                handedOver = true;
                return input;
            }
            refuseWhatIsNoVideo(type, start, io.canSeek());
            if (reads != 1 || !io.rewind()) {
                io.close();
                io = HttpIo.open(url, options, interrupts);
            }
            handedOver = true;
            return VideoInput.open(url, null, new HashMap<>(options), interrupts, patience, io);
        } catch (FfmpegException e) {
            VideoInput.endWhenInterrupted();
            if (!handedOver && interrupts.expired()) {
                throw new FfmpegException("did not answer within " + patience.toSeconds() + " s");
            }
            throw e;
        } finally {
            if (!handedOver) {
                if (io != null) {
                    io.close();
                }
                interrupts.close();
            }
        }
    }

    private static boolean holdsJpegs(String type, byte[] start) {
        String text = text(start);
        return text.startsWith("\u00ff\u00d8\u00ff")
                || text.startsWith("--")
                || text.contains("content-type: image/jp")
                || type.startsWith("multipart/")
                || JPEG_TYPES.contains(type) && !isOtherPicture(text) && !isWebPage(text);
    }

    private static void refuseWhatIsNoVideo(String type, byte[] start, boolean canSeek) throws FfmpegException {
        String text = text(start);
        if (isWebPage(text) || type.equals("text/html") && !text.startsWith("#extm3u")) {
            throw new FfmpegException("the server sent a web page instead of pictures: the address of the stream or"
                    + " snapshot itself is needed");
        }
        if (!canSeek && hasIndexAtEnd(start)) {
            throw new FfmpegException(
                    "is an MP4 with its index at the end, on a server that does not send parts of files"
                            + " (byte ranges): download it, or rewrite it with 'ffmpeg -i IN -c copy -movflags +faststart OUT'");
        }
    }

    private static boolean isOtherPicture(String text) {
        return text.startsWith("\u0089png") || text.startsWith("gif8") || text.startsWith("riff");
    }

    private static boolean isWebPage(String text) {
        return text.startsWith("<!doctype html") || text.startsWith("<html") || text.startsWith("<head");
    }

    /** Whether this is an MP4 with its pictures before the index of their positions. */
    static boolean hasIndexAtEnd(byte[] start) {
        ByteBuffer boxes = ByteBuffer.wrap(start);
        long at = 0;
        boolean isMp4 = false;
        while (at + 16 <= start.length) {
            int box = (int) at;
            String name = new String(start, box + 4, 4, ISO_8859_1);
            isMp4 |= name.equals("ftyp");
            if (name.equals("moov") || name.equals("moof")) {
                return false;
            }
            if (name.equals("mdat")) {
                return isMp4;
            }
            long size = boxes.getInt(box) & 0xFFFF_FFFFL;
            long longSize = boxes.getLong(box + 8);
            at += size == 1 && longSize > 16 ? longSize : Math.max(8, size);
        }
        return false;
    }

    private static String text(byte[] start) {
        String text = new String(start, ISO_8859_1);
        int first = 0;
        while (first < text.length() && Character.isWhitespace(text.charAt(first))) {
            first++;
        }
        return text.substring(first).toLowerCase(Locale.ROOT);
    }
}
