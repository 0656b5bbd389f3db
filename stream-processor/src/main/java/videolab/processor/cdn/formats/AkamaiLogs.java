package videolab.processor.cdn.formats;

import java.util.List;

/**
 * Akamai DataStream 2 in both of its forms: JSON, or structured lines of fields between spaces or tabs. Which fields, and in which
 * order, is the stream's; a {@code #Fields} line in front or the settings name them as the JSON does.
 */
final class AkamaiLogs implements LogForm {

    static final String TIME = "reqTimeSec";

    private static final String FIELDS = "#Fields:";

    private final AkamaiDs2 dialect = new AkamaiDs2();
    private final JsonLogs json;
    private final List<String> usual;
    private final String cdn;
    private final double samplingRate;
    private final LogTimes times = new LogTimes();

    /** @param fields of structured lines, empty where they are not known */
    AkamaiLogs(List<String> fields, String cdn, double samplingRate) {
        this.json = new JsonLogs(dialect, cdn, samplingRate);
        this.usual = fields;
        this.cdn = cdn;
        this.samplingRate = samplingRate;
    }

    @Override
    public void read(byte[] value, long receivedMs, LogOutcomes outcomes) {
        TextLines lines = new TextLines(value);
        List<String> names = usual;
        boolean first = true;
        while (lines.next()) {
            byte begin = lines.first();
            if (first && (begin == '{' || begin == '[' || begin == ',')) {
                json.read(value, receivedMs, outcomes);
                return;
            }
            first = false;
            String line = lines.text(lines.from(), lines.to());
            if (begin == '#') {
                if (line.startsWith(FIELDS)) {
                    names = List.of(line.substring(FIELDS.length()).strip().split("\\s+"));
                }
                continue;
            }
            RequestDraft draft = new RequestDraft(times);
            String problem = line(line, names, draft);
            CdnRequest request = problem == null ? draft.finish(cdn, samplingRate, receivedMs) : null;
            if (request == null) {
                outcomes.rejected(value, lines.from(), lines.to(), problem == null ? draft.problem() : problem);
            } else {
                outcomes.accepted(request);
            }
        }
    }

    /** Reads the fields; returns what is wrong with the line as such, or null. */
    private String line(String line, List<String> names, RequestDraft draft) {
        if (names.isEmpty()) {
            return "structured lines of DataStream 2 do not say what their fields are: name them with --akamai-fields";
        }
        String[] texts = line.split(line.indexOf('\t') >= 0 ? "\t" : " ", -1);
        if (texts.length != names.size()) {
            return texts.length + " fields, not the " + names.size() + " that --akamai-fields or #Fields names";
        }
        for (int i = 0; i < texts.length; i++) {
            FieldSetter setter = dialect.setter(names.get(i));
            if (setter != null && !dialect.isNull(texts[i])) {
                draft.field(names.get(i));
                setter.set(draft, texts[i]);
            }
        }
        return null;
    }
}
