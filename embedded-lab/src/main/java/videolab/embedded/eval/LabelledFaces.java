package videolab.embedded.eval;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
     * @param invalid faces that nobody is asked to find
     */
    record Picture(Path file, int width, int height, List<Box> faces, List<Box> invalid) {}

    /** @throws UsageException when the folder or a column is missing */
    static LabelledFaces read(Path folder) {
        Path table = folder.resolve("boxes.csv");
        List<String> lines;
        try {
            lines = Files.readAllLines(table, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UsageException("--data", folder, "a folder with boxes.csv and images/ is expected");
        }
        if (lines.size() < 2) {
            throw new UsageException(table + " names no face");
        }
        List<String> columns = List.of(lines.get(0).split(","));
        Map<String, Picture> pictures = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            Row row = new Row(table, columns, line.split(","));
            Picture picture = pictures.computeIfAbsent(
                    row.text("file"),
                    name -> new Picture(
                            folder.resolve("images").resolve(name),
                            row.number("orig_w"),
                            row.number("orig_h"),
                            new ArrayList<>(),
                            new ArrayList<>()));
            Box box = new Box(row.number("x"), row.number("y"), row.number("w"), row.number("h"));
            (row.number("invalid") == 0 ? picture.faces() : picture.invalid()).add(box);
        }
        return new LabelledFaces(List.copyOf(pictures.values()));
    }

    private record Row(Path table, List<String> columns, String[] cells) {

        String text(String column) {
            int index = columns.indexOf(column);
            if (index < 0 || index >= cells.length) {
                throw new UsageException(table + " has no column '" + column + "'");
            }
            return cells[index].strip();
        }

        int number(String column) {
            try {
                return (int) Math.round(Double.parseDouble(text(column)));
            } catch (NumberFormatException e) {
                throw new UsageException(
                        table + " has '" + text(column) + "' in column '" + column + "', a number is expected");
            }
        }
    }
}
