package videolab.processor.vision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.codec.digest.DigestUtils;
import videolab.cli.UsageException;

/** The file {@code face_detection_yunet_2023mar.onnx}, whose input is recorded as 640×640. */
public final class YunetModel {

    public static final String SHA_256 = "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4";

    /** {@code dim_value: 640}, in ONNX's protobuf; height and width of the input are the only ones in the file. */
    private static final byte[] FIXED_SIDE = {0x08, (byte) 0x80, 0x05};

    private YunetModel() {}

    /** @throws UsageException when the file cannot be read or is another */
    static byte[] read(Path file) {
        byte[] onnx;
        try {
            onnx = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UsageException("the YuNet model", file, "that file cannot be read");
        }
        if (!DigestUtils.sha256Hex(onnx).equals(SHA_256)) {
            throw new UsageException(
                    "the YuNet model",
                    file,
                    "its SHA-256 is not the one the lab was tested with; ./lab models get replaces it");
        }
        return onnx;
    }

    /** The same model for an input of any height and width: both are named {@code h} and {@code w} instead of fixed. */
    static byte[] withFreeInputSize(byte[] onnx) {
        byte[] free = onnx.clone();
        int position = 0;
        for (char name : new char[] {'h', 'w'}) {
            position = indexOf(free, FIXED_SIDE, position);
            byte[] dimParam = {0x12, 0x01, (byte) name};
            System.arraycopy(dimParam, 0, free, position, dimParam.length);
        }
        return free;
    }

    private static int indexOf(byte[] bytes, byte[] wanted, int from) {
        for (int i = from; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new IllegalArgumentException("not the model that read() checks");
    }
}
