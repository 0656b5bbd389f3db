// System: what is wrong first, then what runs and how fast.
import { empty, h, time } from "./dom.js";
import { NONE, ago, bytes, count, duration, rate } from "./format.js";
import { on, serverNow } from "./socket.js";

function table(name, heads, body) {
  return h(
    "section",
    { class: "card", "aria-label": name },
    h("h2", {}, name),
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": name },
      h("table", {}, h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col", class: head.startsWith("#") ? "number" : null }, head.replace("#", ""))))), body),
    ),
  );
}

function numbers(...texts) {
  return texts.map((text) => h("td", { class: "number" }, text));
}

// What matters most when something is wrong stands first.
const FIRST = ["restarts", "slots", "detector", "engine", "emotion model", "version"];

function told(all) {
  const place = (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return Object.entries(all)
    .sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b))
    .map(([name, value]) => h("span", { class: "fact" }, h("small", {}, name), " " + value));
}

export function systemView() {
  const problems = h("section", { class: "problems", "aria-label": "What is wrong", role: "status" });
  const cameras = h("tbody");
  const partitions = h("tbody");
  const rejects = h("tbody");
  const reasons = h("ul", { class: "reasons" });
  const facts = h("dl", { class: "own-facts" });
  const nothing = empty("Nothing is running yet", "A row appears for each camera whose frames are analyzed.", ["./lab demo"]);
  const cameraTable = table(
    "Cameras: from capture to result",
    ["Camera", "State", "#Frames/s", "#Decode", "#Detect", "#Classify", "#Age p50", "#Age p95", "#Skipped", "#Rejected", "Detector", "Expressions"],
    cameras,
  );
  const lagTable = table("Frames waiting for their analysis", ["Partition", "#Last result", "#End of the topic", "#Lag"], partitions);
  const rejectTable = table("Rejected records, newest first", ["Time", "Reason", "Place", "First bytes"], rejects);
  rejectTable.insertBefore(reasons, rejectTable.children[1]);
  const services = h("tbody");
  const serviceTable = table("Services", ["Service", "Instance", "Running since", "#Heap", "Java", "Facts", "Last report"], services);
  const page = h("section", { class: "card" }, h("h2", {}, "This page"), facts);
  serviceTable.hidden = cameraTable.hidden = lagTable.hidden = rejectTable.hidden = true;

  on("live", (message) => {
    nothing.hidden = message.cameras.length > 0;
    cameraTable.hidden = message.cameras.length === 0;
    cameras.replaceChildren(
      ...message.cameras.map((camera) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, camera.camera),
          h("td", {}, h("span", { class: "state", "data-state": camera.state }, camera.state.replace("_", " ")), camera.state === "live" ? "" : " " + ago(serverNow() - camera.last_seen_ms)),
          numbers(
            rate(camera.frames_per_second),
            duration(camera.stages_ms?.decode),
            duration(camera.stages_ms?.detect),
            duration(camera.stages_ms?.classify),
            duration(camera.age_p50_ms),
            duration(camera.age_p95_ms),
            count(camera.skipped),
            count(camera.rejected),
          ),
          h("td", {}, camera.models?.detector ?? NONE),
          h("td", {}, camera.models?.emotion ?? NONE),
        ),
      ),
    );
  });

  on("system", (message) => {
    problems.replaceChildren(
      ...(message.problems.length === 0
        ? [h("p", { class: "well card" }, h("span", { class: "state", "data-state": "live" }, "Well"), "Nothing is wrong that this page can see.")]
        : message.problems.map((problem) => h("p", { class: "problem" }, h("strong", {}, problem.what + ". "), problem.remedy))),
    );
    serviceTable.hidden = message.services.length === 0;
    services.replaceChildren(
      ...message.services.map((each) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, each.service),
          h("td", {}, each.instance),
          h("td", {}, time(each.started_at_ms, true)),
          numbers(bytes(each.heap_used_bytes) + " of " + bytes(each.heap_max_bytes)),
          h("td", {}, each.java),
          h("td", { class: "wrap" }, told(each.facts)),
          h("td", {}, ago(serverNow() - each.read_at_ms) + " ago"),
        ),
      ),
    );
    lagTable.hidden = message.partitions.length === 0;
    partitions.replaceChildren(
      ...message.partitions.map((each) =>
        h("tr", {}, h("th", { scope: "row" }, String(each.partition)), numbers(count(each.last_offset), count(each.end_offset), count(each.lag))),
      ),
    );
    rejectTable.hidden = message.rejects.length === 0;
    reasons.replaceChildren(...Object.entries(message.rejects_by_reason).map(([reason, number]) => h("li", {}, h("b", {}, count(number) + " × "), reason)));
    rejects.replaceChildren(
      ...message.rejects.map((each) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, time(each.read_at_ms)),
          h("td", { class: "wrap" }, each.reason),
          h("td", {}, each.place),
          h("td", {}, h("code", { class: "bytes" }, each.hex), h("code", { class: "bytes quiet" }, each.text)),
        ),
      ),
    );
    const fact = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
    facts.replaceChildren(
      fact("running since", time(message.page.started_at_ms, true)),
      fact("open pages", count(message.page.open_pages)),
      fact("heap", bytes(message.page.heap_used_bytes) + " of " + bytes(message.page.heap_max_bytes)),
      fact("Java", message.page.java),
    );
  });

  return {
    title: "System",
    element: h("div", { class: "view" }, h("div", { class: "head" }, h("h1", {}, "System")), h("div", { class: "main" }, problems, nothing, cameraTable, serviceTable, lagTable, rejectTable, page)),
  };
}
