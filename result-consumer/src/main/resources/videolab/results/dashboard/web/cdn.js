// CDN: what was asked of the delivery network, and how it answered.
import { empty, h } from "./dom.js";
import { bitrate, bytes, count, duration, percent } from "./format.js";
import { kpiView, ratio } from "./kpis.js";
import { on } from "./socket.js";

const LAB = "Source: docs/cdn.md of this lab.";

const FIGURES = [
  { name: "Requests", column: "requests", format: count, text: "Requests in the window, scaled up where the log is a sample.", formula: "Σ requests", source: LAB },
  { name: "Bytes", column: "bytes", format: bytes, also: (row) => bitrate(row.demand_kbps), text: "What was sent to viewers, and the rate over the window.", formula: "Σ bytes; 8 · bytes ÷ length of the window", source: LAB },
  { name: "Cache hits", column: "cache_hit_ratio", format: percent, also: (row) => "of bytes " + percent(row.byte_hit_ratio), text: "The part of the requests, and of the bytes, that came from the cache.", formula: "hits ÷ (hits + misses)", source: LAB },
  { name: "Client errors", column: "status_4xx_ratio", format: percent, text: "The part of the requests that was answered with 4xx.", formula: "status_4xx ÷ requests", source: LAB },
  { name: "Server errors", column: "status_5xx_ratio", format: percent, text: "The part of the requests that was answered with 5xx.", formula: "status_5xx ÷ requests", source: LAB },
  { name: "First byte, hit", column: "ttfb_hit_p95_ms", format: duration, also: (row) => "p50 " + duration(row.ttfb_hit_p50_ms), text: "Time to first byte of what was in the cache: 95 of 100 answers were faster.", formula: "95th percentile, estimated from ttfb_hit_buckets", source: LAB },
  { name: "First byte, miss", column: "ttfb_miss_p95_ms", format: duration, also: (row) => "p50 " + duration(row.ttfb_miss_p50_ms), text: "Time to first byte of what came from the origin: 95 of 100 answers were faster.", formula: "95th percentile, estimated from ttfb_miss_buckets", source: LAB },
  { name: "Throughput", column: "throughput_kbps", format: bitrate, text: "How fast large answers were delivered.", formula: "8 · transfer_bytes ÷ transfer_ms", source: LAB },
];

const COLUMNS = [
  { name: "Requests", value: (row) => row.requests ?? null, format: count },
  { name: "Bytes", value: (row) => row.bytes ?? null, format: bytes },
  { name: "Hit ratio", value: (row) => (row.hits + row.misses > 0 ? row.hits / (row.hits + row.misses) : null), format: percent },
  { name: "4xx", value: ratio("status_4xx", "requests"), format: percent },
  { name: "5xx", value: ratio("status_5xx", "requests"), format: percent },
  { name: "TTFB, hit p95", value: (row) => row.only?.ttfb_hit_p95_ms ?? null, format: duration },
  { name: "TTFB, miss p95", value: (row) => row.only?.ttfb_miss_p95_ms ?? null, format: duration },
];

const TABLES = [
  { name: "Point of presence", table: "cdn-pop", dimension: (row) => `${row.cdn} ${row.pop}` },
  { name: "Host", table: "cdn-host", dimension: "host" },
  { name: "Object class", table: "cdn-class", dimension: "object_class" },
  { name: "Country", table: "cdn-geo", dimension: "country" },
];

export function cdnView() {
  const kpis = kpiView({ figures: FIGURES, tables: TABLES, columns: COLUMNS });
  const nothing = empty(
    "No window of CDN figures yet",
    "They come from access logs of a CDN. Send some to the topic cdnlogs, and start the pipeline.",
    ["./lab source cdn-logs\n./lab process cdn"],
  );
  const found = h("div", { class: "main", hidden: true }, kpis.figures, kpis.tables);
  on("cdn-kpis", (message) => {
    nothing.hidden = true;
    found.hidden = false;
    kpis.update(message);
  });
  return { title: "CDN", element: h("div", { class: "view" }, h("div", { class: "head" }, h("h1", {}, "CDN"), kpis.window), nothing, found) };
}
