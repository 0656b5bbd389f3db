package videolab.source.capture;

import videolab.cli.UsageException;

/**
 * How a picture is encoded before it is sent.
 *
 * @param width in px, the height follows; null keeps the picture's own size
 * @param quality of the JPEG, 1..100 in libjpeg's scale; null: the source's own choice
 */
public record PictureForm(Integer width, Integer quality) {

    /** The size and quality that the source itself chooses. */
    public static final PictureForm OWN = new PictureForm(null, null);

    static final int USUAL_QUALITY = 80;

    public PictureForm {
        if (width != null && (width < 16 || width > 8192)) {
            throw new UsageException("--width", width, "16 to 8192 px are expected");
        }
        checkQuality(quality);
    }

    /** @throws UsageException unless null or 1..100 */
    static void checkQuality(Integer quality) {
        if (quality != null && (quality < 1 || quality > 100)) {
            throw new UsageException("--quality", quality, "a JPEG quality of 1 to 100 is expected");
        }
    }

    int qualityOrUsual() {
        return quality == null ? USUAL_QUALITY : quality;
    }
}
