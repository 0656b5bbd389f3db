package videolab.embedded.eval;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import videolab.cli.UsageException;
import videolab.contract.Emotion;

/**
 * A folder of face pictures with the name of their expression, packed into two files: {@code images.u8}, N×48×48 gray
 * bytes, and {@code labels.u8}, N bytes.
 */
record PackedFaces(List<LabelledFace> faces) {

    static final int SIDE_PX = 48;

    private static final int PIXELS = SIDE_PX * SIDE_PX;

    /** What a label's number means: FER2013's order, which is not that of {@link Emotion}. */
    private static final List<Emotion> LABELS = List.of(
            Emotion.ANGRY,
            Emotion.DISGUST,
            Emotion.FEAR,
            Emotion.HAPPY,
            Emotion.SAD,
            Emotion.SURPRISE,
            Emotion.NEUTRAL);

    /** @param pixels gray, row by row from the top left corner */
    record LabelledFace(byte[] pixels, Emotion label) {}

    /**
     * Reads a split.
     *
     * @param exclude a table with the columns {@code split} and {@code index_in_split}, of which the rows with the
     *     folder's name are left out; null leaves out none
     * @throws UsageException when a file is missing, or they do not fit each other
     */
    static PackedFaces read(Path folder, Path exclude) {
        try {
            Path images = folder.resolve("images.u8");
            byte[] labels = Files.readAllBytes(folder.resolve("labels.u8"));
            if (labels.length == 0 || Files.size(images) != (long) labels.length * PIXELS) {
                throw new UsageException(
                        "--data",
                        folder,
                        "its labels.u8 has " + labels.length + " bytes and its images.u8 " + Files.size(images)
                                + ": 1 for each face and " + PIXELS + " (" + SIDE_PX + "x" + SIDE_PX
                                + ") for each are expected");
            }
            Set<Integer> excluded = exclude == null ? Set.of() : excluded(exclude, folder, labels.length);
            List<LabelledFace> faces = new ArrayList<>(labels.length);
            try (InputStream pixels = new BufferedInputStream(Files.newInputStream(images))) {
                for (int row = 0; row < labels.length; row++) {
                    LabelledFace face = new LabelledFace(pixels.readNBytes(PIXELS), label(folder, labels, row));
                    if (!excluded.contains(row)) {
                        faces.add(face);
                    }
                }
            }
            if (faces.isEmpty()) {
                throw new UsageException("--exclude", exclude, "it leaves no face of " + folder + " to score");
            }
            return new PackedFaces(List.copyOf(faces));
        } catch (IOException e) {
            throw new UsageException("--data", folder, "a folder with images.u8 and labels.u8 is expected");
        }
    }

    private static Emotion label(Path folder, byte[] labels, int row) {
        int label = labels[row] & 0xFF;
        if (label >= LABELS.size()) {
            throw new UsageException(
                    "--data",
                    folder,
                    "its labels.u8 has " + label + " in row " + row + ": 0.." + (LABELS.size() - 1) + " is expected");
        }
        return LABELS.get(label);
    }

    private static Set<Integer> excluded(Path table, Path folder, int rows) throws IOException {
        String split = folder.toRealPath().getFileName().toString();
        Set<Integer> excluded = new HashSet<>();
        for (CsvTable.Row row : excludeTable(table).rows()) {
            if (row.text("split").equals(split)) {
                double index = row.number("index_in_split");
                if (index != Math.rint(index) || index < 0 || index >= rows) {
                    throw new UsageException(
                            "--exclude",
                            table,
                            "it names row " + row.text("index_in_split") + " of " + split + ", which has the rows 0.."
                                    + (rows - 1));
                }
                excluded.add((int) index);
            }
        }
        if (excluded.isEmpty()) {
            // A copy of the folder under another name would silently be scored with what should be left out.
            throw new UsageException(
                    "--exclude", table, "it names no row of the split '" + split + "', the folder's name");
        }
        return excluded;
    }

    private static CsvTable excludeTable(Path table) {
        try {
            return CsvTable.read(table);
        } catch (IOException e) {
            throw new UsageException("--exclude", table, "no such file can be read");
        }
    }
}
