package videolab.results.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;
import videolab.results.reading.KpiRow;
import videolab.results.reading.KpiWindow;

/**
 * A window as tables for a terminal: the numbers about everything as a block, then the first rows of each table with
 * dimensions.
 *
 * @param tables shown; all when empty
 * @param rows shown of each table at most
 * @param color whether the terminal shows colors
 */
public record KpiReport(Set<String> tables, int rows, boolean color) {

    private static final int BLOCK_COLUMNS = 3;
    private static final String GAP = "  ";
    private static final String WIDE_GAP = "    ";
    private static final String SMALL = "*";
    private static final DateTimeFormatter DAY_AND_TIME = formatter("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter TIME = formatter("HH:mm:ss");

    public KpiReport {
        tables = Set.copyOf(tables);
    }

    /** @param now by this machine's clock */
    public String of(KpiWindow window, Instant now) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        lines.add(title(window, now));
        Map<String, List<KpiRow>> shown = window.rows().stream()
                .filter(row -> tables.isEmpty() || tables.contains(row.table()))
                .collect(Collectors.groupingBy(
                        KpiRow::table, () -> new TreeMap<>(KpiLayout.order()), Collectors.toList()));
        int gutter = shown.keySet().stream()
                .mapToInt(table -> columns(KpiFormat.text(table)))
                .max()
                .orElse(0);
        shown.forEach((table, tableRows) -> {
            lines.add("");
            block(table, tableRows, gutter).forEach(lines::add);
        });
        List<String> lost = window.overall().map(KpiLayout::lost).orElse(List.of());
        if (!lost.isEmpty()) {
            lines.add("");
            lines.add("in no other number: " + String.join(", ", lost));
        }
        if (shown.values().stream().flatMap(List::stream).anyMatch(KpiRow::isSmallSample)) {
            lines.add("");
            lines.add(styled(SMALL + " a small sample: do not compare", Style.faint));
        }
        return lines.toString();
    }

    /** The window's row about everything as one short line; empty where it has none. */
    public static String line(KpiWindow window) {
        return window.overall()
                .map(row -> time(window)
                        + KpiLayout.columns(List.of(row)).stream()
                                .map(column -> GAP + column.heading() + " "
                                        + column.text().apply(row))
                                .collect(Collectors.joining())
                        + KpiLayout.lost(row).stream().map(lost -> GAP + lost).collect(Collectors.joining()))
                .orElse("");
    }

    private String title(KpiWindow window, Instant now) {
        return styled(
                        window.topic() + GAP + DAY_AND_TIME.format(window.start()) + "–" + TIME.format(window.end())
                                + " UTC",
                        Style.bold)
                + GAP
                + styled(
                        "ended " + KpiFormat.span(Duration.between(window.end(), now)) + " ago, written "
                                + KpiFormat.span(window.latency()) + " after its end"
                                + (window.again() ? "; it has changed since it was shown" : ""),
                        Style.faint);
    }

    private static String time(KpiWindow window) {
        return TIME.format(window.start()) + "–" + TIME.format(window.end());
    }

    private List<String> block(String table, List<KpiRow> tableRows, int gutter) {
        List<String> lines = KpiLayout.dimensions(tableRows).isEmpty()
                ? numbers(tableRows.get(tableRows.size() - 1))
                : table(tableRows);
        List<String> block = new ArrayList<>();
        String name = KpiFormat.text(table);
        block.add(styled(name, Style.bold) + " ".repeat(gutter - columns(name)) + GAP + lines.get(0));
        lines.stream().skip(1).map(line -> " ".repeat(gutter) + GAP + line).forEach(block::add);
        return block;
    }

    /** Names and values in three columns, read line by line. */
    private List<String> numbers(KpiRow row) {
        List<KpiColumn> numbers = KpiLayout.numbers(row);
        String small = row.isSmallSample() ? SMALL + " " : GAP;
        if (numbers.isEmpty()) {
            return List.of(small + KpiFormat.NULL);
        }
        List<List<String>> cells = new ArrayList<>();
        for (int from = 0; from < numbers.size(); from += BLOCK_COLUMNS) {
            cells.add(numbers.subList(from, Math.min(from + BLOCK_COLUMNS, numbers.size())).stream()
                    .flatMap(number -> Stream.of(number.heading(), number.text().apply(row)))
                    .toList());
        }
        List<Integer> widths = widths(cells);
        List<String> lines = new ArrayList<>();
        for (List<String> line : cells) {
            StringBuilder text = new StringBuilder(lines.isEmpty() ? small : GAP);
            for (int i = 0; i < line.size(); i += 2) {
                text.append(i == 0 ? "" : WIDE_GAP)
                        .append(styled(left(line.get(i), widths.get(i)), Style.faint))
                        .append(GAP)
                        .append(right(line.get(i + 1), widths.get(i + 1)));
            }
            lines.add(text.toString());
        }
        return lines;
    }

    private List<String> table(List<KpiRow> tableRows) {
        List<String> dimensions = KpiLayout.dimensions(tableRows);
        List<KpiColumn> columns = KpiLayout.columns(tableRows);
        List<KpiRow> first =
                tableRows.stream().sorted(byImportance(columns)).limit(rows).toList();
        List<List<String>> cells = new ArrayList<>();
        cells.add(Stream.concat(
                        dimensions.stream().map(KpiLayout::heading),
                        columns.stream().map(KpiColumn::heading))
                .toList());
        for (KpiRow row : first) {
            cells.add(Stream.concat(
                            dimensions.stream()
                                    .map(dimension ->
                                            KpiFormat.of(dimension, row.fields().path(dimension))),
                            columns.stream().map(column -> column.text().apply(row)))
                    .toList());
        }
        List<Integer> widths = widths(cells);
        List<String> lines = new ArrayList<>();
        for (int line = 0; line < cells.size(); line++) {
            boolean isSmall = line > 0 && first.get(line - 1).isSmallSample();
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.size(); i++) {
                String cell = cells.get(line).get(i);
                text.append(i == 0 ? "" : GAP)
                        .append(i < dimensions.size() ? left(cell, widths.get(i)) : right(cell, widths.get(i)));
            }
            lines.add((isSmall ? SMALL + " " : GAP) + (line == 0 ? styled(text.toString(), Style.faint) : text));
        }
        int more = tableRows.size() - first.size();
        if (more > 0) {
            lines.add(GAP + styled("+ " + more + " more: --rows", Style.faint));
        }
        return lines;
    }

    /** By the first column, which is a count; ties by key, so that the order is stable. */
    private static Comparator<KpiRow> byImportance(List<KpiColumn> columns) {
        Comparator<KpiRow> byKey = Comparator.comparing(KpiRow::key);
        if (columns.isEmpty()) {
            return byKey;
        }
        return Comparator.<KpiRow>comparingDouble(row -> {
                    Double number = row.number(columns.get(0).column());
                    return number == null ? Double.POSITIVE_INFINITY : -number;
                })
                .thenComparing(byKey);
    }

    private static List<Integer> widths(List<List<String>> cells) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> line : cells) {
            for (int i = 0; i < line.size(); i++) {
                int width = columns(line.get(i));
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        return widths;
    }

    private static String left(String text, int columns) {
        return text + " ".repeat(columns - columns(text));
    }

    private static String right(String text, int columns) {
        return " ".repeat(columns - columns(text)) + text;
    }

    private static int columns(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Not by picocli's markup: a dimension may hold {@code @|}. */
    private String styled(String text, IStyle style) {
        return color ? style.on() + text + Style.reset.on() : text;
    }

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }
}
