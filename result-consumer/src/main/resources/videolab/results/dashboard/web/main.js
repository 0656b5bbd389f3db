// Chooses the view by the address (#live, #library/…, …) and shows the state of the connection.
import { connect, on } from "./socket.js";
import { setAttribute, setText } from "./dom.js";
import { ago } from "./format.js";
import { liveView } from "./live.js";
import { audienceView } from "./audience.js";
import { cdnView } from "./cdn.js";
import { libraryView } from "./library.js";
import { systemView } from "./system.js";

const makers = { live: liveView, audience: audienceView, cdn: cdnView, library: libraryView, system: systemView };
const views = new Map();
const main = document.getElementById("view");
const pill = document.getElementById("connection");
const notice = document.getElementById("notice");
let shown = null;
let within;
let connection = { state: "connecting", since: Date.now() };
let trouble = null;
let lastMessage = 0;

function show() {
  // #library/0123… is a place within a view.
  const [wanted, place] = location.hash.slice(1).split("/", 2);
  const name = Object.hasOwn(makers, wanted) ? wanted : "live";
  if (shown === name) {
    if (place !== within) views.get(name).show?.(place);
    within = place;
    return;
  }
  within = place;
  if (shown !== null) views.get(shown).hide?.();
  // A view is kept: what it has drawn, typed or sorted is there when one comes back.
  if (!views.has(name)) views.set(name, makers[name](shown === null));
  const moved = shown !== null;
  shown = name;
  const view = views.get(name);
  main.replaceChildren(view.element);
  view.show?.(place);
  document.title = view.title + " · Video analytics lab";
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === "#" + name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (moved) {
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function showConnection() {
  const silence = Date.now() - lastMessage;
  let state = connection.state;
  let text = "Connected";
  if (state === "connecting") text = "Connecting…";
  if (state === "disconnected") text = "Reconnecting, lost " + ago(Date.now() - connection.since) + " ago";
  if (state === "connected" && lastMessage > 0 && silence > 5000) {
    state = "stale";
    text = "Nothing heard for " + ago(silence);
  }
  setAttribute(pill, "data-state", state);
  setText(pill, text);
  document.body.classList.toggle("old", state === "disconnected" || state === "stale");
  const sentence =
    state === "disconnected"
      ? "The page has lost its server and tries again by itself. What you see is from " + new Date(connection.since).toLocaleTimeString() + "."
      : trouble === null
        ? ""
        : "The page cannot read the broker: " + trouble;
  setText(notice, sentence);
  notice.hidden = sentence === "";
}

on("connection", (message) => {
  connection = message;
  showConnection();
});
on("live", (message) => {
  lastMessage = Date.now();
  trouble = message.trouble ?? null;
  document.getElementById("library-link").hidden = !message.library;
  if (shown === "library" && !message.library) location.hash = "#live";
  showConnection();
});
on("system", (message) => {
  const badge = document.getElementById("problems");
  badge.hidden = message.problems.length === 0;
  setText(badge, String(message.problems.length));
  setAttribute(badge, "aria-label", message.problems.length === 1 ? "1 problem" : message.problems.length + " problems");
  setAttribute(badge, "title", message.problems.map((problem) => problem.what).join("\n"));
});
addEventListener("hashchange", show);
setInterval(showConnection, 1000);
show();
connect();
