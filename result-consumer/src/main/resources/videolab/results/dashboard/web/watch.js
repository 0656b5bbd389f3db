// Watch it yourself: a player on this page that reports like any other, and finds its own session in the figures.
import { h, setText, time } from "./dom.js";
import { count, duration } from "./format.js";
import { on, serverNow } from "./socket.js";

const HEARTBEAT_MS = 3000;
const STALL_MS = 3000;
const LEAVE_AFTER_MS = 1500;
const BITRATE_KBPS = 480; // of the sample clip

function random(length) {
  return [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

let content = null;

// Where players report to: a collector where one was named, else the page's server.
let reportTo = "/api/player-events";
on("live", (message) => {
  if (message.collector) reportTo = message.collector;
});

// The name under which this viewer's sessions stand in the table of contents; null before the first.
export function ownContent() {
  return content;
}

// One playback session, as EPAS events.
class Session {
  constructor(video, log) {
    this.video = video;
    this.log = log;
    this.id = "page-" + random(12);
    this.over = false;
    this.started = false;
    this.sending = Promise.resolve();
  }

  send(event, payload) {
    if (this.over) return;
    const body = JSON.stringify({
      event,
      sessionId: this.id,
      timestamp: Date.now(),
      playhead: this.started ? Math.max(0, Math.round(this.video.currentTime * 1000)) : -1,
      duration: Number.isFinite(this.video.duration) ? Math.round(this.video.duration * 1000) : -1,
      ...(payload === undefined ? {} : { payload }),
    });
    this.log(event, payload);
    // One after the other: events that overtake each other would look like another course of events.
    this.sending = this.sending
      .then(() => fetch(reportTo, { method: "POST", headers: { "Content-Type": "application/json" }, body, keepalive: true }))
      .then(async (response) => {
        await response.text(); // or the connection is not free for the next event
        if (!response.ok) this.log("the server refused the event (" + response.status + ")");
      })
      .catch(() => this.log("not sent: the page has no connection"));
  }

  end(event, payload) {
    this.send(event, payload);
    this.over = true;
    clearInterval(this.beat);
  }
}

export function watch(changed) {
  const video = h("video", { src: "/samples/crowd.mp4", muted: true, playsInline: true, loop: true, preload: "metadata", "aria-label": "Sample clip: drawn people" });
  video.muted = true;
  const events = h("ol", { class: "events", "aria-label": "Events sent, newest first" });
  const status = h("p", { class: "status", role: "status" }, "Press play: this page then reports like any player, and your own session appears in the figures.");
  const play = h("button", { type: "button", class: "primary" }, "Play");
  const stall = h("button", { type: "button" }, "Stall for 3 s");
  const leave = h("button", { type: "button" }, "Leave before start");
  const fail = h("button", { type: "button" }, "Fail");
  const found = h("dl", { class: "own-figures", hidden: true });
  let session = null;
  let stalling = false;
  let firstAt = null;
  let lastEventAt = null;
  let seenUntil = 0;
  let message = null;

  function log(text, payload) {
    lastEventAt = serverNow();
    firstAt ??= lastEventAt;
    const detail = payload?.reason ?? payload?.code;
    events.prepend(h("li", {}, time(Date.now()), " ", h("code", {}, text), detail ? " " + detail : ""));
    while (events.children.length > 6) events.lastElementChild.remove();
    tick();
  }

  function begin() {
    content ??= "Your session " + random(2);
    session = new Session(video, log);
    session.send("init");
    session.send("metadata", { contentId: content, contentTitle: "Sample clip", live: false, player: "Lab page", cdn: "this page" });
    session.send("loading");
    changed();
    buttons();
  }

  function buttons() {
    const running = session !== null && !session.over;
    setText(play, running && session.started ? "Stop" : "Play");
    play.disabled = running && !session.started;
    stall.disabled = !running || !session.started || stalling;
    leave.disabled = running;
    fail.disabled = stalling;
  }

  function firstFrame() {
    if (session === null || session.over || session.started) return;
    session.send("loaded");
    session.started = true;
    session.send("playing");
    session.send("bitrate_changed", { bitrate: BITRATE_KBPS });
    const own = session;
    own.beat = setInterval(() => own.send("heartbeat"), HEARTBEAT_MS);
    buttons();
  }

  function stop(event, payload) {
    session.end(event, payload);
    stalling = false;
    video.pause();
    buttons();
  }

  play.addEventListener("click", () => {
    if (session !== null && !session.over) {
      stop("stopped", { reason: "aborted" });
      return;
    }
    begin();
    video.currentTime = 0;
    // A browser without this codec still tells the story: the events are those of a player that played.
    video.play().catch(() => setTimeout(firstFrame, 300));
  });
  video.addEventListener("playing", firstFrame);
  stall.addEventListener("click", () => {
    const own = session;
    stalling = true;
    video.pause();
    own.send("buffering");
    buttons();
    setTimeout(() => {
      if (own.over) return;
      stalling = false;
      own.send("buffered");
      video.play().catch(() => {});
      buttons();
    }, STALL_MS);
  });
  leave.addEventListener("click", () => {
    begin();
    const own = session;
    setTimeout(() => {
      if (!own.over) stop("stopped", { reason: "aborted" });
    }, LEAVE_AFTER_MS);
  });
  fail.addEventListener("click", () => {
    if (session === null || session.over) begin();
    stop("error", { code: "LAB-1", message: "as asked for" });
  });
  // Whoever closes the page leaves the session; keepalive lets the event out.
  addEventListener("pagehide", () => {
    if (session !== null && !session.over) session.end("stopped", { reason: "aborted" });
  });

  // In how long the next window is likely to come.
  function untilNext() {
    if (message === null) return null;
    let due = message.window_end_ms + message.window_ms + message.latency_ms;
    const now = serverNow();
    while (due < now) due += message.window_ms;
    return due - now;
  }

  function tick() {
    if (firstAt === null) return;
    const next = untilNext();
    const wait = next === null ? "The first window has not come yet." : `Next figures in about ${Math.max(1, Math.ceil(next / 1000))}\u00a0s.`;
    if (seenUntil === 0) setText(status, "Your events are on their way through Kafka and Spark. " + wait);
    else if (lastEventAt > seenUntil) setText(status, "Your session is in the figures, marked “you” under Content. " + wait);
    else setText(status, "Your session is in the figures, marked “you” under Content.");
  }
  setInterval(tick, 1000);

  function showOwn(row, window) {
    seenUntil = window.window_end_ms;
    found.hidden = false;
    const fact = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
    found.replaceChildren(
      fact("window", time(window.window_start_ms)),
      fact("start-up", duration(row.startups > 0 ? row.startup_ms / row.startups : null)),
      fact("played", duration(row.play_ms)),
      fact("stalled", duration(row.stall_ms)),
      fact("exits before start", count(row.ebvs)),
      fact("failures", count((row.start_failures ?? 0) + (row.playback_failures ?? 0))),
    );
  }

  buttons();
  return {
    figures(figures) {
      message = figures;
      const row = content === null ? null : (figures.tables?.content ?? []).find((each) => each.content === content);
      if (row) showOwn(row, figures);
      tick();
    },
    element: h(
      "aside",
      { class: "watch card", "aria-labelledby": "watch" },
      h("h2", { id: "watch" }, "Watch it yourself"),
      video,
      h("div", { class: "buttons" }, play, stall, leave, fail),
      status,
      found,
      events,
    ),
  };
}
