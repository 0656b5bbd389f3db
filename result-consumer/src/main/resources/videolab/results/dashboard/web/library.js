// Library: the videos that "process library" has worked, with what was found in them and when.
import { empty, h, setText } from "./dom.js";
import { NONE, bytes, count, duration } from "./format.js";

const MOST_CHART = 10;
const MOST_CARDS = 200;
const MOST_CHIPS = 5;
const KINDS = { object: "seen", action: "action", cue: "cue" };

// 75500 -> 1:15
function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const part = (value) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return (hours > 0 ? hours + ":" + part(Math.floor(seconds / 60) % 60) : Math.floor(seconds / 60)) + ":" + part(seconds % 60);
}

async function ask(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

// A label counts as a video's where two samples or two seconds have it: one sample alone is a detector's error too often.
function counts(label) {
  return label.samples >= 2 || label.duration_ms >= 2000;
}

function commonLabels(videos) {
  const sums = new Map();
  for (const video of videos) {
    for (const label of video.labels) {
      if (label.kind !== "object") continue;
      const sum = sums.get(label.name) ?? { name: label.name, samples: 0, videos: 0 };
      sum.samples += label.samples;
      sum.videos += counts(label) ? 1 : 0;
      sums.set(label.name, sum);
    }
  }
  return [...sums.values()].sort((a, b) => b.samples - a.samples || a.name.localeCompare(b.name)).slice(0, MOST_CHART);
}

function facts(video) {
  const size = video.width_px && video.height_px ? `${video.width_px} × ${video.height_px}` : null;
  return [video.duration_ms > 0 ? clock(video.duration_ms) : null, size, video.codec, bytes(video.bytes)].filter((each) => each !== null).join(", ");
}

// ---------------------------------------------------------------- one video

// Plays the file where it can, else shows the shot of the time that was chosen. Both have the time in milliseconds.
function screen(video, moved) {
  const stage = h("div", { class: "screen" });
  const address = "/library/" + video.video;

  function shots(why) {
    const thumbnails = video.shots.map((shot, index) => ({ start: shot[0], index, has: shot[2] !== null })).filter((shot) => shot.has);
    const picture = h("img", { alt: "" });
    const range = h("input", { type: "range", min: "0", max: String(Math.max(1, video.duration_ms)), step: "100", value: "0", "aria-label": "Time in the video" });
    let shown = null;
    function seek(ms) {
      const shot = thumbnails.filter((each) => each.start <= ms).at(-1) ?? thumbnails[0];
      if (shot && shot !== shown) {
        shown = shot;
        picture.src = `${address}/shots/${shot.index}.jpg`;
        picture.alt = "First frame of the shot from " + clock(shot.start);
      }
      range.value = String(ms);
      range.setAttribute("aria-valuetext", clock(ms));
      moved(ms);
    }
    range.addEventListener("input", () => seek(Number(range.value)));
    stage.replaceChildren(
      ...(thumbnails.length > 0
        ? [picture, range, h("p", { class: "quiet" }, why + " The first frame of each shot stands for it.")]
        : [h("p", { class: "quiet" }, why + " It has no thumbnails either.")]),
    );
    seek(0);
    return seek;
  }

  const control = { element: stage, seek: null };
  const player = h("video", { controls: true, playsInline: true, preload: "metadata", "aria-label": "Video " + video.key });
  if (!video.playable) {
    control.seek = shots("This video is not in a folder of --videos.");
    return control;
  }
  player.src = address + "/video";
  player.addEventListener("timeupdate", () => moved(player.currentTime * 1000));
  player.addEventListener("seeking", () => moved(player.currentTime * 1000));
  player.addEventListener("error", () => {
    if (player.isConnected) control.seek = shots("This browser cannot play " + (video.codec ?? "this video") + ".");
  });
  stage.append(player);
  control.seek = (ms) => {
    player.currentTime = ms / 1000;
    moved(ms);
  };
  return control;
}

// A line a label, with its segments at their times. Each segment is a button; so is the place of a shot.
function timeline(video, seek) {
  const length = Math.max(1, video.duration_ms, ...video.labels.flatMap((label) => label.segments.map((segment) => segment[1])), ...video.shots.map((shot) => shot[1]));
  const cursor = h("div", { class: "cursor", "aria-hidden": "true" });

  function line(name, kind, segments) {
    const track = h("div", { class: "track" });
    for (const [start, end, title] of segments) {
      const button = h("button", { type: "button", class: "segment " + kind, title, "aria-label": title });
      button.style.insetInlineStart = (start / length) * 100 + "%";
      button.style.inlineSize = `max(6px, ${((end - start) / length) * 100}%)`;
      button.addEventListener("click", (event) => {
        event.stopPropagation();
        seek(start);
      });
      track.append(button);
    }
    track.addEventListener("click", (event) => {
      const box = track.getBoundingClientRect();
      seek(Math.round(((event.clientX - box.left) / box.width) * length));
    });
    return h("div", { class: "line" }, h("span", { class: "name", title: name }, name), track);
  }

  const lines = video.labels.map((label) =>
    line(
      label.name,
      label.kind,
      label.segments.map(([start, end, confidence]) => [start, end, `${label.name}, ${clock(start)} to ${clock(end)}, confidence ${Math.round(confidence)} %`]),
    ),
  );
  if (video.shots.length > 1) lines.push(line("Shots", "shot", video.shots.map(([start, end]) => [start, Math.max(start, end - length * 0.004), `Shot from ${clock(start)} to ${clock(end)}`])));
  const element = h("div", { class: "timeline" }, lines.length > 0 ? lines : h("p", { class: "quiet" }, "No label was found in this video."), lines.length > 0 ? h("div", { class: "rule" }, h("span", {}, clock(0)), h("span", {}, clock(length))) : null, lines.length > 0 ? h("div", { class: "over-tracks", "aria-hidden": "true" }, cursor) : null);
  return {
    element,
    move(ms) {
      cursor.style.insetInlineStart = Math.min(100, (ms / length) * 100) + "%";
    },
  };
}

// ---------------------------------------------------------------- all of them

export function libraryView() {
  const search = h("input", { type: "search", placeholder: "Search by label, such as Face", "aria-label": "Search by label", autocomplete: "off" });
  const summary = h("p", { class: "summary" });
  const bars = h("div", { class: "label-bars" });
  const chart = h("section", { class: "card chart", "aria-labelledby": "common-labels" }, h("h2", { id: "common-labels" }, "Common labels"), h("p", { class: "quiet" }, "Samples with the label, over all videos."), bars);
  const cards = h("ul", { class: "videos" });
  const nothing = empty("No video in this library yet", "Videos appear here after a run; this view follows the library's folder.", ["./lab process library --input sample-media --output library"]);
  const failed = h("p", { class: "notice", role: "alert", hidden: true });
  const overview = h("div", { class: "library", hidden: true }, h("div", { class: "head-line" }, search), h("div", { class: "columns" }, cards, chart));
  const detail = h("section", { class: "video-detail", hidden: true, "aria-label": "Video" });
  let list = null;
  let opened = null;
  let open = 0;

  function shown() {
    const wanted = search.value.trim().toLowerCase();
    return list.videos.filter((video) => wanted === "" || video.labels.some((label) => label.name.toLowerCase().includes(wanted)));
  }

  function card(video) {
    const labels = [...video.labels].sort((a, b) => b.duration_ms - a.duration_ms || b.samples - a.samples);
    const wanted = search.value.trim().toLowerCase();
    if (wanted !== "") labels.sort((a, b) => b.name.toLowerCase().includes(wanted) - a.name.toLowerCase().includes(wanted));
    const chips = labels.slice(0, MOST_CHIPS).map((label) => h("span", { class: "chip " + label.kind }, label.name));
    if (labels.length > MOST_CHIPS) chips.push(h("span", { class: "chip" }, `+ ${labels.length - MOST_CHIPS}`));
    return h(
      "li",
      {},
      h(
        "a",
        { class: "video card", href: "#library/" + video.video },
        video.sheet ? h("img", { src: `/library/${video.video}/sheet.jpg`, alt: "", loading: "lazy" }) : h("span", { class: "no-sheet" }, "No picture"),
        h("strong", {}, video.key),
        h("span", { class: "quiet" }, facts(video)),
        video.status === "complete" ? null : h("span", { class: "status" }, h("b", {}, video.status), video.reason ? ": " + video.reason : ""),
        h("span", { class: "chips" }, chips),
      ),
    );
  }

  function drawList() {
    const videos = shown();
    nothing.hidden = list.videos.length > 0;
    overview.hidden = list.videos.length === 0 || opened !== null;
    const most = videos.length > MOST_CARDS ? `, the first ${MOST_CARDS} are shown` : "";
    const length = list.videos.reduce((sum, video) => sum + (video.duration_ms ?? 0), 0);
    setText(
      summary,
      list.videos.length === 0
        ? ""
        : search.value.trim() === ""
          ? `${count(list.videos.length)} ${list.videos.length === 1 ? "video" : "videos"}, ${duration(length)} of pictures${most}.`
          : `${count(videos.length)} of ${count(list.videos.length)} videos have this label${most}.`,
    );
    cards.replaceChildren(...videos.slice(0, MOST_CARDS).map(card));
    const common = commonLabels(list.videos);
    chart.hidden = common.length === 0;
    const most10 = Math.max(1, ...common.map((label) => label.samples));
    bars.replaceChildren(
      ...common.map((label) => {
        const fill = h("span", { class: "fill" });
        fill.style.inlineSize = (label.samples / most10) * 100 + "%";
        const button = h("button", { type: "button", class: "label-bar", title: `Videos with ${label.name}` }, h("span", { class: "name" }, label.name), h("span", { class: "track" }, fill), h("b", {}, count(label.samples)), h("span", { class: "quiet" }, label.videos === 1 ? "1 video" : count(label.videos) + " videos"));
        button.addEventListener("click", () => {
          search.value = search.value === label.name ? "" : label.name;
          drawList();
        });
        return button;
      }),
    );
  }

  async function load() {
    try {
      list = await ask("/api/library");
      failed.hidden = true;
      drawList();
    } catch (error) {
      setText(failed, "The library cannot be read: " + error.message);
      failed.hidden = false;
    }
  }

  async function show(id) {
    opened = id;
    const mine = ++open;
    overview.hidden = id !== null || list === null || list.videos.length === 0;
    detail.hidden = id === null;
    detail.replaceChildren(); // ends what plays
    if (id === null) return;
    let video;
    try {
      video = await ask("/api/library/" + id);
    } catch (error) {
      detail.replaceChildren(h("p", { class: "notice" }, "This video is not in the library. "), h("a", { href: "#library" }, "All videos"));
      return;
    }
    if (mine !== open) return; // another one was chosen meanwhile
    const wanted = search.value.trim().toLowerCase();
    const order = { object: 0, action: 1, cue: 2 };
    video.labels.sort((a, b) => (wanted !== "" && b.name.toLowerCase().includes(wanted)) - (wanted !== "" && a.name.toLowerCase().includes(wanted)) || order[a.kind] - order[b.kind] || a.name.localeCompare(b.name));
    const line = timeline(video, (ms) => player.seek(ms));
    const player = screen(video, line.move);
    const back = h("a", { class: "plain", href: "#library" }, "All videos");
    detail.replaceChildren(
      h("div", { class: "caption" }, back, h("h2", {}, video.key), h("span", { class: "quiet" }, facts(video))),
      video.status === "complete" ? "" : h("p", { class: "notice" }, h("b", {}, video.status), video.reason ? ": " + video.reason : ""),
      player.element,
      line.element,
      video.labels.length > 0
        ? h(
            "p",
            { class: "legend-line quiet" },
            Object.entries(KINDS)
              .filter(([kind]) => video.labels.some((label) => label.kind === kind))
              .map(([kind, word]) => h("span", {}, h("span", { class: "swatch " + kind }), word)),
            " Click a bar to go there.",
          )
        : "",
    );
    const segment = wanted === "" ? undefined : video.labels.find((label) => label.name.toLowerCase().includes(wanted))?.segments[0];
    if (segment) player.seek(segment[0]);
  }

  search.addEventListener("input", () => list !== null && drawList());

  return {
    title: "Library",
    element: h("div", { class: "view" }, h("div", { class: "head" }, h("h1", {}, "Library"), summary), failed, nothing, overview, detail),
    show(id) {
      load();
      show(id ?? null);
    },
    hide() {
      opened = null;
      detail.replaceChildren();
    },
  };
}
