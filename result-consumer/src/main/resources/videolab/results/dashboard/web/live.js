// Live: what the cameras show, and what was found in it.
import { h, setAttribute, setText, time, toggle, empty } from "./dom.js";
import { NONE, ago, count, duration, percent, rate } from "./format.js";
import { next, on, serverNow, wish } from "./socket.js";
import { facesChart } from "./charts.js";

const EMOTIONS = ["happy", "surprise", "neutral", "sad", "fear", "angry", "disgust"];

const STATES = {
  live: ["Live", "Frames arrive and are analyzed."],
  frozen: ["Frozen", "Frames arrive, but the picture has not changed for 10 s."],
  not_analyzed: ["Not analyzed", "Frames arrive, but no results: is “process faces” running?"],
  silent: ["Silent", "No frame for 5 s: is the source running?"],
  ended: ["Ended", "No frame for a minute: the source has ended."],
};

// Lines on pictures are the same in light and dark, for the picture is.
const BOX = { happy: "#ffd84d", surprise: "#ffab5c", neutral: "#e2e8f0", sad: "#7db4ff", fear: "#d1a3ff", angry: "#ff8585", disgust: "#7ee2a0", none: "#5eead4" };

const CARDS = 18;
const CROP = 176;
const STABLE_FRAMES = 3;

// The time from opening the page to its first picture was told, or cannot be measured.
let opened = document.hidden;

const options = { boxes: true, labels: true, landmarks: true, paused: false };

// ---------------------------------------------------------------- drawing

function fit(canvas, width, height) {
  const ratio = devicePixelRatio || 1;
  const w = Math.round(canvas.clientWidth * ratio);
  const h = Math.round((canvas.clientWidth * height * ratio) / width);
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  return w / width;
}

function labelOf(face) {
  if (face.emotion === null || face.emotion === undefined) return face.score == null ? "face" : "face " + percent(face.score);
  const share = face.emotions?.[face.emotion];
  return share === undefined ? face.emotion : face.emotion + " " + Math.round(share * 100) + " %";
}

function overlay(canvas, result) {
  const scale = fit(canvas, result.width, result.height);
  const ratio = devicePixelRatio || 1;
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.lineJoin = "round";
  for (const face of result.faces) {
    const stroke = BOX[face.emotion] ?? BOX.none;
    const line = Math.max(2 * ratio, 2);
    const x = Math.round(face.box.x * scale);
    const y = Math.round(face.box.y * scale);
    const w = Math.round(face.box.width * scale);
    const hgt = Math.round(face.box.height * scale);
    if (options.boxes) {
      context.strokeStyle = "rgba(0, 0, 0, 0.4)";
      context.lineWidth = line + 1.5 * ratio;
      context.strokeRect(x, y, w, hgt);
      context.strokeStyle = stroke;
      context.lineWidth = line;
      context.strokeRect(x, y, w, hgt);
    }
    if (options.landmarks && Array.isArray(face.landmarks_px)) {
      context.fillStyle = stroke;
      for (const [left, top] of face.landmarks_px) {
        context.beginPath();
        context.arc(left * scale, top * scale, 2.5 * ratio, 0, 7);
        context.fill();
      }
    }
    if (options.labels) {
      const text = labelOf(face);
      const size = 12.5 * ratio;
      context.font = `600 ${size}px system-ui, sans-serif`;
      context.textBaseline = "middle";
      const width = context.measureText(text).width + 12 * ratio;
      const height = size + 8 * ratio;
      const left = Math.max(0, Math.min(x - line / 2, canvas.width - width));
      const top = y - height - line / 2 >= 0 ? y - height - line / 2 : Math.max(0, y + line);
      context.fillStyle = stroke;
      context.beginPath();
      context.roundRect(left, top, width, height, [4 * ratio, 4 * ratio, 4 * ratio, 0]);
      context.fill();
      context.fillStyle = "#101418";
      context.fillText(text, left + 6 * ratio, top + height / 2 + ratio * 0.5);
    }
  }
  canvas.dataset.frame = result.frame;
  canvas.dataset.faces = String(result.faces.length);
}

// In words, for whoever does not see the picture.
function describe(result) {
  if (result.faces.length === 0) return "no face";
  return (
    (result.faces.length === 1 ? "1 face: " : result.faces.length + " faces: ") +
    result.faces.map((face) => face.emotion ?? "expression not classified").join(", ")
  );
}

// ---------------------------------------------------------------- faces as cards

function overlap(a, b) {
  const w = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const hgt = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (w <= 0 || hgt <= 0) return 0;
  return (w * hgt) / (a.width * a.height + b.width * b.height - w * hgt);
}

// A card for a face that has come, and for one whose expression has changed and stays: not one for each frame.
class Watcher {
  tracks = [];

  news(result) {
    const found = [];
    const before = this.tracks;
    this.tracks = [];
    for (const face of result.faces) {
      let best = null;
      for (const track of before) {
        if (!track.taken && overlap(track.box, face.box) > Math.max(0.15, best === null ? 0 : overlap(best.box, face.box))) best = track;
      }
      const track = best ?? { frames: 0, shown: undefined, candidate: null, stable: 0 };
      track.taken = true;
      track.box = face.box;
      track.frames++;
      track.stable = track.candidate === face.emotion ? track.stable + 1 : 1;
      track.candidate = face.emotion;
      track.missed = 0;
      if (track.stable >= STABLE_FRAMES && track.shown !== face.emotion) {
        found.push({ face, before: track.shown });
        track.shown = face.emotion;
      }
      this.tracks.push(track);
    }
    for (const track of before) {
      // Detectors lose a face for a frame or two: it is the same one when it is back.
      if (!track.taken && track.missed < 10) this.tracks.push({ ...track, missed: track.missed + 1 });
    }
    for (const track of this.tracks) track.taken = false;
    return found;
  }
}

// A square around the face, moved into the picture where it would reach over the edge.
function crop(bitmap, box, result) {
  const scale = bitmap.width / result.width;
  const side = Math.min(Math.max(box.width, box.height) * 1.6, result.width, result.height);
  const within = (center, most) => Math.max(0, Math.min(center - side / 2, most - side));
  const canvas = h("canvas", { width: CROP, height: CROP, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  const left = within(box.x + box.width / 2, result.width);
  const top = within(box.y + box.height / 2, result.height);
  context.drawImage(bitmap, left * scale, top * scale, side * scale, side * scale, 0, 0, CROP, CROP);
  return canvas;
}

// When what was just drawn is on the screen: the browser paints after the callbacks of a frame, and then takes messages.
const paints = new MessageChannel();
const painted = [];
paints.port1.onmessage = () => painted.splice(0).forEach((then) => then());

function afterPainting(then) {
  requestAnimationFrame(() => {
    painted.push(then);
    paints.port2.postMessage(null);
  });
}

// ---------------------------------------------------------------- one camera

class Tile {
  constructor(camera) {
    this.camera = camera;
    this.watcher = new Watcher();
    this.measured = {};
    this.picture = h("canvas", { class: "picture" });
    this.overlay = h("canvas", { class: "overlay", role: "img", "aria-label": camera });
    this.state = h("span", { class: "state", "data-state": "silent" }, "…");
    this.message = h("p", { class: "over", hidden: true });
    this.now = h("span", { class: "now" });
    this.stats = {};
    const stat = (key, label, title) => {
      this.stats[key] = h("dd", {}, NONE);
      return h("div", { title }, h("dt", {}, label), this.stats[key]);
    };
    this.minute = h("p", { class: "minute", hidden: true });
    this.element = h(
      "article",
      { class: "tile card", "aria-label": "Camera " + camera },
      h("div", { class: "stage" }, this.picture, this.overlay, this.state, this.message, this.minute),
      h("div", { class: "caption" }, h("h2", {}, camera), this.now),
      h(
        "dl",
        { class: "stats" },
        stat("fps", "frames/s", "Analyzed frames a second, over the last 5 s"),
        stat("p50", "age p50", "Capture to result, median of the last 10 s"),
        stat("p95", "p95", "Capture to result: 95 of 100 frames of the last 10 s are faster"),
        stat("pixels", "on screen", "Capture to pixels: 95 of 100 pictures of the last 10 s were on a screen sooner"),
        stat("skipped", "skipped", "Frames that were too old to be worth analyzing"),
        stat("rejected", "rejected", "Frames that could not be read"),
      ),
    );
  }

  async draw(pair, cards) {
    const result = pair.result;
    let bitmap;
    try {
      bitmap = await createImageBitmap(pair.picture);
    } catch (error) {
      return; // the next picture may be whole
    }
    const scale = fit(this.picture, result.width, result.height);
    const context = this.picture.getContext("2d", { alpha: false });
    context.drawImage(bitmap, 0, 0, Math.round(result.width * scale), Math.round(result.height * scale));
    overlay(this.overlay, result);
    afterPainting(() => {
      this.measured.painted_ms = Math.max(0, serverNow() - pair.latency_start_ms);
      if (!opened) this.measured.opened_ms = performance.now();
      opened = true;
    });
    setAttribute(this.overlay, "aria-label", this.camera + ": " + describe(result));
    setText(this.now, describe(result));
    this.last = pair;
    for (const news of this.watcher.news(result)) cards.add(pair, news, bitmap);
    bitmap.close();
  }

  takeMeasured() {
    const measured = this.measured;
    this.measured = {};
    return measured;
  }

  redraw() {
    if (this.last) overlay(this.overlay, this.last.result);
  }

  figures(figures) {
    const [name, why] = STATES[figures.state] ?? [figures.state, ""];
    setText(this.state, name);
    setAttribute(this.state, "data-state", figures.state);
    setAttribute(this.state, "title", why);
    const old = figures.state !== "live" && figures.last_seen_ms ? " Last frame " + ago(serverNow() - figures.last_seen_ms) + " ago." : "";
    setText(this.message, figures.state === "live" ? "" : why + old);
    this.message.hidden = figures.state === "live";
    this.element.classList.toggle("dim", figures.state === "ended" || figures.state === "silent");
    setText(this.stats.fps, rate(figures.frames_per_second));
    setText(this.stats.p50, duration(figures.age_p50_ms));
    setText(this.stats.p95, duration(figures.age_p95_ms));
    setText(this.stats.pixels, duration(figures.pixels_p95_ms));
    setText(this.stats.skipped, count(figures.skipped));
    setText(this.stats.rejected, count(figures.rejected));
    if (figures.minute) {
      const minute = figures.minute;
      this.minute.hidden = false;
      this.minute.replaceChildren(
        h("strong", {}, rate(minute.faces_per_frame_mean)),
        h("span", {}, "faces a frame, at most " + count(minute.faces_per_frame_max)),
        h("small", {}, "in the minute from ", time(Date.parse(minute.window_start))),
      );
    }
  }
}

// ---------------------------------------------------------------- the last fifteen minutes of a camera

class History {
  constructor(camera) {
    const plot = h("div", { class: "plot", role: "img", "aria-label": "Faces a frame over the last 15 minutes, " + camera });
    this.bar = h("div", { class: "share", "aria-hidden": "true" });
    this.legend = h("ul", { class: "legend", "aria-label": "Expressions of " + camera });
    this.element = h("article", { class: "card history" }, h("h3", {}, camera), plot, this.bar, this.legend);
    this.plot = facesChart(plot);
  }

  update(chart) {
    this.plot(chart);
    const total = EMOTIONS.reduce((sum, emotion) => sum + (chart.emotions[emotion] ?? 0), 0);
    this.bar.replaceChildren();
    this.legend.replaceChildren();
    for (const emotion of EMOTIONS) {
      const part = total === 0 ? 0 : (chart.emotions[emotion] ?? 0) / total;
      if (part === 0) continue;
      const piece = h("span", { class: "piece " + emotion });
      piece.style.flexGrow = String(part);
      this.bar.append(piece);
      this.legend.append(h("li", {}, h("span", { class: "dot " + emotion }), emotion + " ", h("b", {}, percent(part))));
    }
    if (total === 0) this.legend.append(h("li", {}, "No expression yet"));
  }
}

// ---------------------------------------------------------------- the view

// opening: whether the page begins with this view.
export function liveView(opening) {
  opened ||= !opening;
  const tiles = new Map();
  const histories = new Map();
  let visible = false;

  const summary = h("p", { class: "summary" });
  const landmarks = toggle("Landmarks", options.landmarks, (on) => option("landmarks", on));
  landmarks.hidden = true; // until a detector gives some
  const blur = toggle("Blur faces", false, (on) => {
    wish({ blur: on });
    if (on) list.replaceChildren(); // sharp ones
  });
  const pause = toggle("Pause", false, (on) => {
    options.paused = on;
    setText(pause, on ? "Paused" : "Pause");
    look();
  });
  const bar = h(
    "div",
    { class: "toolbar", role: "group", "aria-label": "What is drawn" },
    toggle("Boxes", options.boxes, (on) => option("boxes", on)),
    toggle("Labels", options.labels, (on) => option("labels", on)),
    landmarks,
    blur,
    pause,
  );
  const grid = h("div", { class: "tiles" });
  const nothing = empty(
    "No camera yet",
    "Cameras appear here as soon as frames are analyzed. The demo brings two drawn ones; for a broker of your own, start a source and the processor.",
    ["./lab demo", "./lab source mock --cameras 2\n./lab process faces"],
  );
  const why = h(
    "p",
    { class: "notice calm", hidden: true },
    "The processor runs with --aggregate-only: it counts faces and stores none, so there are numbers here and no pictures.",
  );
  const list = h("ol", { class: "faces" });
  const noFaces = h("p", { class: "quiet" }, "A card appears when a face comes, and when its expression changes.");
  const faces = h("section", { class: "latest", "aria-labelledby": "latest" }, h("h2", { id: "latest" }, "Latest faces"), noFaces, list);
  const past = h("div", { class: "histories" });
  const history = h("section", { class: "past", "aria-labelledby": "past", hidden: true }, h("h2", { id: "past" }, "Faces a frame and expressions, last 15 minutes"), past);
  const dialog = h("dialog", { class: "frozen", "aria-label": "Frozen frame" });
  const main = h("div", { class: "live", hidden: true }, h("div", { class: "main" }, grid, history), faces);
  const element = h("div", { class: "view" }, h("div", { class: "head" }, h("h1", {}, "Live"), summary, bar), why, nothing, main, dialog);

  const cards = {
    add(pair, news, bitmap) {
      noFaces.hidden = true;
      const { face } = news;
      const emotion = face.emotion ?? "face";
      const button = h(
        "button",
        { type: "button", class: "face", title: "Show this frame" },
        crop(bitmap, face.box, pair.result),
        h("span", { class: "what" }, h("span", { class: "dot " + emotion }), emotion),
        h("span", { class: "where" }, pair.result.camera),
        h("span", { class: "when" }, time(pair.captured_at_ms)),
      );
      button.addEventListener("click", () => freeze(pair, face));
      list.prepend(h("li", {}, button));
      while (list.children.length > CARDS) list.lastElementChild.remove();
    },
  };

  async function freeze(pair, face) {
    const picture = h("canvas", { class: "picture" });
    const over = h("canvas", { class: "overlay", role: "img", "aria-label": describe(pair.result) });
    const close = h("button", { type: "button", class: "plain", onclick: () => dialog.close() }, "Close");
    const bars = EMOTIONS.filter((emotion) => face.emotions?.[emotion] !== undefined).map((emotion) => {
      const fill = h("span", { class: "fill " + emotion });
      fill.style.inlineSize = face.emotions[emotion] * 100 + "%";
      return h("div", { class: "bar" }, h("span", {}, emotion), h("span", { class: "track" }, fill), h("b", {}, percent(face.emotions[emotion])));
    });
    dialog.replaceChildren(
      h("div", { class: "caption" }, h("h2", {}, pair.result.camera), time(pair.captured_at_ms, true), close),
      h("div", { class: "stage" }, picture, over),
      h(
        "div",
        { class: "details" },
        h("div", {}, h("h3", {}, "Expression"), bars.length > 0 ? bars : h("p", {}, "No expression was classified.")),
        h(
          "dl",
          { class: "facts" },
          h("div", {}, h("dt", {}, "frame"), h("dd", {}, pair.result.frame)),
          h("div", {}, h("dt", {}, "detector"), h("dd", {}, (pair.result.models?.detector ?? NONE) + (face.score == null ? "" : ", score " + face.score.toFixed(2)))),
          h("div", {}, h("dt", {}, "box"), h("dd", {}, `${face.box.width} × ${face.box.height} px`)),
        ),
      ),
    );
    dialog.showModal();
    const bitmap = await createImageBitmap(pair.picture);
    const scale = fit(picture, pair.result.width, pair.result.height);
    picture.getContext("2d").drawImage(bitmap, 0, 0, pair.result.width * scale, pair.result.height * scale);
    bitmap.close();
    overlay(over, pair.result);
  }

  function option(name, on) {
    options[name] = on;
    for (const tile of tiles.values()) tile.redraw();
  }

  function look() {
    wish({ looks: visible && !options.paused && !document.hidden });
  }

  function tile(camera) {
    if (!tiles.has(camera)) {
      const made = new Tile(camera);
      tiles.set(camera, made);
      // In the order of their names, as the server has them.
      const after = [...tiles.keys()].sort().indexOf(camera);
      grid.insertBefore(made.element, grid.children[after] ?? null);
    }
    return tiles.get(camera);
  }

  on("pair", async (pair) => {
    const camera = pair.result.camera;
    if (options.paused || !visible) return;
    if (pair.result.faces.some((face) => Array.isArray(face.landmarks_px) && face.landmarks_px.length > 0)) landmarks.hidden = false;
    const shown = tile(camera);
    await shown.draw(pair, cards);
    next(camera, shown.takeMeasured());
  });

  on("live", (message) => {
    opened ||= message.cameras.length === 0;
    nothing.hidden = message.cameras.length > 0;
    main.hidden = message.cameras.length === 0;
    why.hidden = !message.aggregate_only;
    bar.hidden = message.cameras.length === 0 || message.aggregate_only;
    faces.hidden = message.aggregate_only;
    if (message.blur_all) {
      blur.setAttribute("aria-pressed", "true");
      blur.disabled = true;
      blur.title = "The server was started with --blur";
    }
    for (const figures of message.cameras) tile(figures.camera).figures(figures);
    const alive = message.cameras.filter((camera) => camera.state === "live" || camera.state === "frozen");
    const seen = alive.reduce((sum, camera) => sum + camera.faces, 0);
    setText(
      summary,
      message.cameras.length === 0 || message.aggregate_only
        ? ""
        : `${alive.length === message.cameras.length ? "" : alive.length + " of "}${message.cameras.length} ${message.cameras.length === 1 ? "camera" : "cameras"} live, ${seen} ${seen === 1 ? "face" : "faces"} in view. Each box is a face that Spark found; the word is its apparent expression.`,
    );
  });

  on("charts", (message) => {
    for (const chart of message.cameras) {
      if (!histories.has(chart.camera)) {
        const made = new History(chart.camera);
        histories.set(chart.camera, made);
        past.append(made.element);
      }
      histories.get(chart.camera).update(chart);
    }
    history.hidden = message.cameras.length === 0;
  });

  document.addEventListener("visibilitychange", look);
  addEventListener("resize", () => {
    for (const each of tiles.values()) if (options.paused) each.redraw();
  });

  return {
    title: "Live",
    element,
    show() {
      visible = true;
      look();
    },
    hide() {
      opened = true;
      visible = false;
      look();
    },
  };
}
