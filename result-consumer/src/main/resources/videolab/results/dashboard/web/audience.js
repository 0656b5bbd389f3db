// Audience: how many watch, and how well it works for them.
import { empty, h } from "./dom.js";
import { bitrate, count, duration, percent } from "./format.js";
import { kpiView, ratio } from "./kpis.js";
import { on } from "./socket.js";
import { ownContent, watch } from "./watch.js";

const CTA = "Source: CTA-2066.";
const LAB = "Source: this lab, docs/kpis.md; CTA-2066 has no such figure.";

const FIGURES = [
  { name: "Concurrent viewers", column: "concurrent_viewers", format: count, text: "Sessions that were starting, playing or stalled at some time of the window.", formula: "count of sessions in STARTING, PLAYING or STALLED", source: LAB },
  { name: "Unique viewers", column: "unique_viewers", format: count, text: "Different viewers in the window: by user, else by device, else by session.", formula: "estimate of viewers_sketch (HyperLogLog)", source: LAB },
  { name: "Attempts", column: "attempts", format: count, text: "Sessions that asked to play in this window.", formula: "count of play requests", source: CTA },
  { name: "Views", column: "views", format: count, text: "Sessions that showed their first frame in this window.", formula: "count of first frames", source: CTA },
  { name: "Start-up", column: "startup_p50_ms", format: duration, also: (row) => "p95 " + duration(row.startup_p95_ms), text: "From the request to the first frame: half of the starts were faster, and 95 of 100 were faster than p95.", formula: "median and 95th percentile, estimated from startup_buckets", source: CTA },
  { name: "Rebuffering", column: "rebuffering_ratio", format: percent, text: "The part of the watched time in which the picture stood still and the viewer waited.", formula: "stall_ms ÷ watched_ms", source: "Source: CTA-2066, stalled time percentage." },
  { name: "Exits before start", column: "ebvs_ratio", format: percent, also: (row) => count(row.ebvs), text: "Attempts that the viewer left before the first frame, without an error (EBVS).", formula: "ebvs ÷ attempts", source: CTA },
  { name: "Failures", column: "playback_failures", format: count, also: (row) => "at start " + count(row.start_failures), text: "Sessions that a fatal error ended, after and before the first frame.", formula: "playback_failures, start_failures", source: CTA },
  { name: "Bitrate", column: "bitrate_avg_kbps", format: bitrate, text: "Mean bitrate of what was played, weighted by how long it played.", formula: "bitrate_kbps_ms ÷ bitrate_ms", source: CTA },
  { name: "Session length", column: "session_avg_ms", format: duration, text: "Mean length of the sessions that ended in this window.", formula: "session_ms ÷ (sessions_ended + timeouts)", source: CTA },
];

const COLUMNS = [
  { name: "Viewers", value: (row) => row.concurrent_viewers ?? null, format: count },
  { name: "Attempts", value: (row) => row.attempts ?? null, format: count },
  { name: "Start-up", value: ratio("startup_ms", "startups"), format: duration },
  { name: "Rebuffering", value: ratio("stall_ms", "watched_ms"), format: percent },
  { name: "EBVS", value: ratio("ebvs", "attempts"), format: percent },
  { name: "Failures", value: (row) => (row.start_failures ?? 0) + (row.playback_failures ?? 0), format: count },
  { name: "Bitrate", value: ratio("bitrate_kbps_ms", "bitrate_ms"), format: bitrate },
];

const countries = new Intl.DisplayNames(undefined, { type: "region" });

function countryName(code) {
  try {
    return /^[A-Z]{2}$/.test(code) ? countries.of(code) : code;
  } catch (error) {
    return code;
  }
}

const TABLES = [
  { name: "Content", table: "content", dimension: "content" },
  { name: "Country", table: "geo", dimension: "country", label: countryName },
  { name: "Device", table: "device", dimension: "device_class" },
  { name: "Player", table: "device", dimension: "player" },
  { name: "CDN", table: "cdn", dimension: "cdn" },
];

export function audienceView() {
  const kpis = kpiView({ figures: FIGURES, tables: TABLES, columns: COLUMNS, mark: (name) => (name === ownContent() ? "you" : null) });
  const player = watch(() => kpis.redraw());
  const nothing = empty(
    "No window of KPIs yet",
    "The first one comes when events have been read and their window is over. The demo brings viewers; for a broker of your own, start some and the pipeline.",
    ["./lab demo", "./lab source viewers\n./lab process audience"],
  );
  kpis.figures.hidden = kpis.tables.hidden = true;
  on("audience-kpis", (message) => {
    nothing.hidden = true;
    kpis.figures.hidden = kpis.tables.hidden = false;
    kpis.update(message);
    player.figures(message);
  });
  return {
    title: "Audience",
    element: h(
      "div",
      { class: "view" },
      h("div", { class: "head" }, h("h1", {}, "Audience"), kpis.window),
      h("div", { class: "audience" }, h("div", { class: "main" }, nothing, kpis.figures, kpis.tables), player.element),
    ),
  };
}
