package videolab.processor.cdn.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** Keeps what it is told. */
final class Outcomes implements LogOutcomes {

    record Reject(String reason, String piece) {}

    static final long RECEIVED_MS = 1_767_323_100_000L; // 2026-01-02T03:05:00Z

    private final List<CdnRequest> accepted = new ArrayList<>();
    private final List<Reject> rejected = new ArrayList<>();

    static Outcomes of(String value, String format) {
        return of(value == null ? null : value.getBytes(UTF_8), format);
    }

    static Outcomes of(byte[] value, String format) {
        return of(value, format, ReaderSettings.DEFAULT);
    }

    static Outcomes of(byte[] value, String format, ReaderSettings settings) {
        Outcomes outcomes = new Outcomes();
        new CdnLogReader(settings).read(value, format, RECEIVED_MS, outcomes);
        return outcomes;
    }

    @Override
    public void accepted(CdnRequest request) {
        accepted.add(request);
    }

    @Override
    public void rejected(byte[] value, int from, int to, String reason) {
        rejected.add(new Reject(reason, new String(value, from, to - from, UTF_8)));
    }

    List<CdnRequest> accepted() {
        return accepted;
    }

    List<Reject> rejected() {
        return rejected;
    }

    List<String> reasons() {
        return rejected.stream().map(Reject::reason).toList();
    }

    /** The only one. */
    CdnRequest request() {
        if (accepted.size() != 1 || !rejected.isEmpty()) {
            throw new AssertionError(accepted.size() + " accepted, rejected: " + rejected);
        }
        return accepted.get(0);
    }
}
