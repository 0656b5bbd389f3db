package videolab.processor.library.report;

/** Text in HTML: names of files and labels are anybody's. */
final class Html {

    private Html() {}

    /** Text for an element or a quoted attribute. */
    static String text(String text) {
        StringBuilder safe = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(Character.isISOControl(c) ? '�' : c);
            }
        }
        return safe.toString();
    }
}
