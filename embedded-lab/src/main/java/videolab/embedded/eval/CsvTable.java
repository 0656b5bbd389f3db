package videolab.embedded.eval;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import videolab.cli.UsageException;

/** A table of labels: a header line, then a line a row; cells without quotes or commas in them. */
record CsvTable(List<Row> rows) {

    /** @throws IOException when the file cannot be read */
    static CsvTable read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.size() < 2) {
            throw new UsageException(file + " has no row below its header line");
        }
        List<String> columns = List.of(lines.get(0).split(","));
        return new CsvTable(lines.stream()
                .skip(1)
                .map(line -> new Row(file, columns, line.split(",")))
                .toList());
    }

    record Row(Path file, List<String> columns, String[] cells) {

        /** @throws UsageException when the column is missing */
        String text(String column) {
            int index = columns.indexOf(column);
            if (index < 0 || index >= cells.length) {
                throw new UsageException(file + " has no column '" + column + "'");
            }
            return cells[index].strip();
        }

        /** @throws UsageException when the column is missing, or holds no number */
        double number(String column) {
            try {
                return Double.parseDouble(text(column));
            } catch (NumberFormatException e) {
                throw new UsageException(
                        file + " has '" + text(column) + "' in column '" + column + "', a number is expected");
            }
        }
    }
}
