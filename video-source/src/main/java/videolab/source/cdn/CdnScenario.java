package videolab.source.cdn;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import videolab.contract.Json;
import videolab.source.viewers.Rolls;

/** Requests for manifests and segments, made up from a seed, and the log records that tell of them. */
public final class CdnScenario {

    /** @param requests how many there are in a value: one but for batches and files */
    public record Value(LogFormat format, byte[] bytes, int requests, Instant at) {}

    private static final int FILE_LINES = 100;
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final String COLUMNS = "requests bytes hits misses status_4xx status_5xx client_aborts no_responses";

    private static final List<String> POPS = List.of("FRA2", "LHR3", "IAD5");
    private static final List<String> EDGECAST_POPS = List.of("dce", "fra", "lhb");
    private static final List<String> BILLING_REGIONS = List.of("1", "4", "6");
    private static final List<String> HOSTS = List.of("edge-fra-1", "edge-lhr-1", "edge-iad-1");
    private static final List<String> ADDRESSES =
            List.of("81.2.69.160", "216.160.83.56", "89.160.20.112", "175.16.199.1");
    private static final List<String> AGENTS = List.of(
            "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
            "AppleCoreMedia/1.0.0.21F79 (Apple TV; U; CPU OS 17_5 like Mac OS X; en_us)",
            "Roku/DVP-13.0 (13.0.0.4024-50)");

    private final List<CdnRequest> requests;
    private final long seed;
    private final Duration window;

    private CdnScenario(List<CdnRequest> requests, long seed, Duration window) {
        this.requests = requests;
        this.seed = seed;
        this.window = window;
    }

    /** So many requests, spread over a duration. */
    public static CdnScenario of(
            int lines, long seed, Instant start, Duration duration, Duration window, List<LogFormat> formats) {
        List<CdnRequest> requests = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            Rolls rolls = Rolls.of(seed, 77, i);
            long at = start.toEpochMilli() + Math.round(rolls.unit() * duration.toMillis());
            requests.add(request(rolls, rolls.pick(formats), at));
        }
        requests.sort(Comparator.comparingLong(CdnRequest::at));
        return new CdnScenario(List.copyOf(requests), seed, window);
    }

    private static CdnRequest request(Rolls rolls, LogFormat format, long at) {
        boolean manifest = rolls.chance(0.2);
        double fate = rolls.unit();
        int status = fate < 0.80
                ? 200
                : fate < 0.86
                        ? 206
                        : fate < 0.89
                                ? 304
                                : fate < 0.93 ? 404 : fate < 0.95 ? 503 : fate < 0.96 ? 502 : fate < 0.98 ? 0 : 200;
        boolean aborted = fate >= 0.98;
        if (aborted && format == LogFormat.NGINX) {
            status = 499;
        }
        if (status == 0 && format == LogFormat.NGINX) {
            // nginx always answers, or says that the client left.
            status = 504;
        }
        boolean hit = rolls.chance(0.85);
        boolean full = status == 200 || status == 206;
        long bytes = status == 0
                ? 0
                : full ? (manifest ? rolls.between(500, 4_000) : rolls.skewed(100_000, 4_000_000)) : 300;
        if (aborted) {
            bytes = bytes / 3;
        }
        long ttfb = hit ? rolls.skewed(2, 80) : rolls.skewed(40, 2_500);
        long total = ttfb + Math.max(1, bytes / rolls.between(500, 5_000));
        String session = Long.toHexString(rolls.bits() | Long.MIN_VALUE);
        String path = "/vod/film-" + rolls.between(1, 5)
                + (manifest ? "/index.m3u8" : "/seg-" + rolls.between(1, 900) + ".m4s");
        List<String> pops =
                switch (format) {
                    case EDGECAST -> EDGECAST_POPS;
                    case AKAMAI_DS2 -> BILLING_REGIONS;
                    case NGINX -> HOSTS;
                    default -> POPS;
                };
        long logged = format == LogFormat.CLOUDFRONT_STD ? at / 1000 * 1000 : at;
        return new CdnRequest(
                format,
                logged,
                rolls.pick(pops),
                rolls.pick(ADDRESSES),
                rolls.pick(AGENTS),
                path,
                session,
                status,
                bytes,
                hit,
                ttfb,
                total,
                aborted);
    }

    public int requestCount() {
        return requests.size();
    }

    /** The log records, in the order of their times. */
    public List<Value> values() {
        List<Value> values = new ArrayList<>();
        List<CdnRequest> batch = new ArrayList<>();
        List<CdnRequest> file = new ArrayList<>();
        Rolls rolls = Rolls.of(seed, 78);
        for (CdnRequest each : requests) {
            if (each.format() == LogFormat.CLOUDFRONT_STD) {
                file.add(each);
                if (file.size() == FILE_LINES) {
                    values.add(file(file));
                }
            } else if (each.format() == LogFormat.EDGECAST && rolls.chance(0.5)) {
                batch.add(each);
                if (batch.size() == 10) {
                    values.add(batch(batch, rolls.chance(0.5), values.size()));
                }
            } else {
                values.add(value(List.of(each), CdnLogWriter.line(each)));
            }
        }
        if (!file.isEmpty()) {
            values.add(file(file));
        }
        if (!batch.isEmpty()) {
            values.add(batch(batch, true, values.size()));
        }
        values.sort(Comparator.comparing(Value::at));
        return values;
    }

    private static Value file(List<CdnRequest> file) {
        String lines = file.stream().map(each -> CdnLogWriter.line(each) + "\n").collect(Collectors.joining());
        Value value = value(file, CdnLogWriter.STANDARD_HEAD + lines);
        file.clear();
        return value;
    }

    /** EdgeCast's object with its logs, or an array of strings. */
    private static Value batch(List<CdnRequest> batch, boolean object, int number) {
        Object body;
        if (object) {
            Map<String, Object> envelope = new LinkedHashMap<>();
            envelope.put("account_number", "0001");
            envelope.put("agent_id", 1);
            envelope.put("seq_num", number);
            envelope.put("logs", batch.stream().map(CdnLogWriter::edgecast).toList());
            body = envelope;
        } else {
            body = batch.stream().map(CdnLogWriter::line).toList();
        }
        Value value = value(batch, Json.line(body));
        batch.clear();
        return value;
    }

    private static Value value(List<CdnRequest> of, String text) {
        CdnRequest last = of.get(of.size() - 1);
        return new Value(
                last.format(),
                text.getBytes(StandardCharsets.UTF_8),
                of.size(),
                Instant.ofEpochMilli(last.at()).plus(DELAY));
    }

    /** JSON Lines: one {@code run}, then a {@code cdn} row for each window, CDN and pop. */
    public List<String> truth() {
        TreeMap<String, Map<String, Object>> rows = new TreeMap<>();
        for (CdnRequest r : requests) {
            Instant start = Instant.ofEpochMilli(Math.floorDiv(r.loggedAt(), window.toMillis()) * window.toMillis());
            Map<String, Object> row =
                    rows.computeIfAbsent(start + "|" + r.format().cdn() + "|" + r.pop(), key -> head(r, start));
            add(row, "requests", 1);
            add(row, "bytes", r.bytes());
            add(row, "hits", hitOrMiss(r) && r.hit() ? 1 : 0);
            add(row, "misses", hitOrMiss(r) && !r.hit() ? 1 : 0);
            add(row, "status_4xx", r.status() >= 400 && r.status() < 499 ? 1 : 0);
            add(row, "status_5xx", r.status() >= 500 ? 1 : 0);
            // EdgeCast's log only says that the last byte was not served.
            boolean left = r.aborted() && r.format() != LogFormat.EDGECAST || r.status() == 0 && cloudFront(r);
            add(row, "client_aborts", left ? 1 : 0);
            add(row, "no_responses", r.status() == 0 && !left ? 1 : 0);
        }
        List<String> lines = new ArrayList<>();
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("row", "run");
        run.put("seed", seed);
        run.put("lines", requests.size());
        run.put("window_ms", window.toMillis());
        lines.add(Json.line(run));
        rows.values().forEach(row -> lines.add(Json.line(row)));
        return lines;
    }

    /** CloudFront writes Error, and not hit or miss, where the client left. */
    private static boolean hitOrMiss(CdnRequest r) {
        return r.cached() && !(r.aborted() && cloudFront(r));
    }

    /** Its status 0 says that the viewer left before there was an answer. */
    private static boolean cloudFront(CdnRequest r) {
        return r.format().cdn().equals("cloudfront");
    }

    private Map<String, Object> head(CdnRequest r, Instant start) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("row", "cdn");
        row.put("window_start", start);
        row.put("window_end", start.plus(window));
        row.put("cdn", r.format().cdn());
        row.put("pop", r.pop());
        for (String column : COLUMNS.split(" ")) {
            row.put(column, 0L);
        }
        return row;
    }

    private static void add(Map<String, Object> row, String column, long amount) {
        row.merge(column, amount, (a, b) -> (Long) a + (Long) b);
    }
}
