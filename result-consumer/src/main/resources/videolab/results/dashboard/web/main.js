// Chooses the view by the address (#live, #audience, …) and shows the state of the connection.
import { connect, on } from "./socket.js";
import { setAttribute, setText } from "./dom.js";
import { ago } from "./format.js";
import { liveView } from "./live.js";
import { audienceView } from "./audience.js";
import { cdnView } from "./cdn.js";
import { systemView } from "./system.js";

const makers = { live: liveView, audience: audienceView, cdn: cdnView, system: systemView };
const views = new Map();
const main = document.getElementById("view");
const pill = document.getElementById("connection");
const notice = document.getElementById("notice");
let shown = null;
let connection = { state: "connecting", since: Date.now() };
let trouble = null;
let lastMessage = 0;

function show() {
  const wanted = location.hash.slice(1);
  const name = Object.hasOwn(makers, wanted) ? wanted : "live";
  if (shown === name) return;
  if (shown !== null) views.get(shown).hide?.();
  // A view is kept: what it has drawn, typed or sorted is there when one comes back.
  if (!views.has(name)) views.set(name, makers[name]());
  const moved = shown !== null;
  shown = name;
  const view = views.get(name);
  main.replaceChildren(view.element);
  view.show?.();
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
  showConnection();
});
addEventListener("hashchange", show);
setInterval(showConnection, 1000);
show();
connect();
