package videolab.embedded.eval;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import videolab.cli.UsageException;
import videolab.contract.Box;

/**
 * A folder of photographs and {@code boxes.csv}: a header line, then a line a face with the columns {@code file,
 * orig_w, orig_h, x, y, w, h, invalid}, in any order, boxes in pixels of the original size.
 *
 * @param pictures by file, in the order of the table
 */
record LabelledFaces(List<Picture> pictures) {

    /**
     * One photograph.
     *
     * @param width of the original, which the file may be a stretched copy of
     * @param invalid faces that count neither way
     */
    record Picture(Path file, int width, int height, List<Box> faces, List<Box> invalid) {}

    /** @throws UsageException when the folder or a column is missing */
    static LabelledFaces read(Path folder) {
        Path table = folder.resolve("boxes.csv");
        CsvTable boxes;
        try {
            boxes = CsvTable.read(table);
        } catch (IOException e) {
            throw new UsageException("--data", folder, "a folder with boxes.csv and images/ is expected");
        }
        Map<String, Picture> pictures = new LinkedHashMap<>();
        for (CsvTable.Row row : boxes.rows()) {
            Picture picture = pictures.computeIfAbsent(
                    row.text("file"),
                    name -> new Picture(
                            folder.resolve("images").resolve(name),
                            pixels(row, "orig_w"),
                            pixels(row, "orig_h"),
                            new ArrayList<>(),
                            new ArrayList<>()));
            Box box = new Box(pixels(row, "x"), pixels(row, "y"), pixels(row, "w"), pixels(row, "h"));
            (row.number("invalid") == 0 ? picture.faces() : picture.invalid()).add(box);
        }
        return new LabelledFaces(List.copyOf(pictures.values()));
    }

    private static int pixels(CsvTable.Row row, String column) {
        return (int) Math.round(row.number(column));
    }
}
