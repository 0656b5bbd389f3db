package videolab.processor.cdn.formats;

import java.util.ArrayList;
import java.util.List;

/** Lines of fields between spaces, of which some stand in quotation marks or brackets. */
final class TextLogs implements LogForm {

    /** What is in the fields. */
    interface Dialect {

        /** How many fields a line has at least; what comes after those that are known is left alone. */
        int fewest();

        /** Takes the fields over; {@code null} stands for {@code -}. */
        void read(List<String> fields, RequestDraft draft);
    }

    private static final int MOST_FIELDS = 64;

    private final Dialect dialect;
    private final String cdn;
    private final double samplingRate;
    private final LogTimes times = new LogTimes();
    private RequestDraft draft;

    TextLogs(Dialect dialect, String cdn, double samplingRate) {
        this.dialect = dialect;
        this.cdn = cdn;
        this.samplingRate = samplingRate;
    }

    @Override
    public void read(byte[] value, long receivedMs, LogOutcomes outcomes) {
        TextLines lines = new TextLines(value);
        while (lines.next()) {
            draft = new RequestDraft(times);
            List<String> fields = fields(lines.text(lines.from(), lines.to()));
            CdnRequest request = null;
            String problem = null;
            if (fields == null) {
                problem = "a quotation mark or bracket without its end";
            } else if (fields.size() < dialect.fewest()) {
                problem = fields.size() + " fields, not " + dialect.fewest() + " or more";
            } else {
                dialect.read(fields, draft);
                request = draft.finish(cdn, samplingRate, receivedMs);
            }
            if (request == null) {
                outcomes.rejected(value, lines.from(), lines.to(), problem == null ? draft.problem() : problem);
            } else {
                outcomes.accepted(request);
            }
        }
    }

    /** Null where a field does not end. A backslash in quotation marks takes what follows as it is. */
    static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (at < line.length() && fields.size() < MOST_FIELDS) {
            char first = line.charAt(at);
            if (first == ' ') {
                at++;
                continue;
            }
            int end;
            if (first == '"') {
                end = at + 1;
                while (end < line.length() && line.charAt(end) != '"') {
                    end += line.charAt(end) == '\\' ? 2 : 1;
                }
            } else {
                end = line.indexOf(first == '[' ? ']' : ' ', at);
                end = end < 0 && first != '[' ? line.length() : end;
            }
            boolean enclosed = first == '"' || first == '[';
            if (enclosed && (end < 0 || end >= line.length())) {
                return null;
            }
            String text = line.substring(enclosed ? at + 1 : at, end);
            fields.add(text.isEmpty() || text.equals("-") ? null : text);
            at = end + 1;
        }
        return fields;
    }

    /** nginx's and Apache's {@code combined} (and {@code common}): no cache result, no durations. */
    static final class Combined implements Dialect {

        @Override
        public int fewest() {
            return 7;
        }

        @Override
        public void read(List<String> fields, RequestDraft draft) {
            draft.field("time");
            draft.atMs(LogTimes.common(String.valueOf(fields.get(3))));
            draft.field("request");
            draft.path = Nginx.target(String.valueOf(fields.get(4)));
            draft.field("status");
            draft.status(String.valueOf(fields.get(5)));
            if (fields.get(6) != null) {
                draft.field("bytes");
                draft.bytes(fields.get(6));
            }
        }
    }

    /** AWS Application Load Balancer: no cache result. */
    static final class Alb implements Dialect {

        private static final int DOMAIN = 18;

        @Override
        public int fewest() {
            return 13;
        }

        @Override
        public void read(List<String> fields, RequestDraft draft) {
            draft.field("time");
            draft.at(String.valueOf(fields.get(1)));
            draft.field("elb_status_code");
            if (fields.get(8) == null) {
                draft.status("0");
            } else {
                draft.status(fields.get(8));
            }
            if ("460".equals(fields.get(8))) {
                draft.clientAbort();
            }
            draft.field("sent_bytes");
            draft.bytes(String.valueOf(fields.get(11)));
            String request = String.valueOf(fields.get(12));
            JsonDialects.url(draft, Nginx.target(request));
            if (fields.size() > DOMAIN && fields.get(DOMAIN) != null) {
                draft.host(fields.get(DOMAIN), RequestDraft.HostSource.VIEWER);
            }
            draft.field("processing_time");
            times(fields, draft);
        }

        /** Request, target and response processing time in seconds; −1 where there was none. */
        private static void times(List<String> fields, RequestDraft draft) {
            long sum = 0;
            for (int i = 5; i <= 7; i++) {
                long micros = Decimals.scaled(String.valueOf(fields.get(i)), 6);
                if (micros == Decimals.NONE) {
                    draft.wrong("is not a valid duration");
                    return;
                }
                if (micros < 0) {
                    return;
                }
                sum += micros;
            }
            draft.total(String.valueOf(sum), 0);
        }
    }
}
