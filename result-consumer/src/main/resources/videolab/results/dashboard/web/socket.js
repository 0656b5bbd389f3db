// The connection to the server. It comes back by itself, and what was last heard stays until then.

const listeners = new Map();
const last = new Map();
const pause = { first: 500, most: 8000 };

let socket = null;
let wait = pause.first;
let state = "connecting";
let since = Date.now();
const wishes = { looks: false, blur: false };

// How far the server's clock is ahead of this browser's, in ms: by the message that was the least time on its way.
let clockOffset = 0;
const offsets = [];
const OFFSETS = 60;

export function on(type, listener) {
  if (!listeners.has(type)) listeners.set(type, new Set());
  listeners.get(type).add(listener);
  if (last.has(type)) listener(last.get(type));
  return () => listeners.get(type).delete(listener);
}

function tell(type, message, keep = true) {
  if (keep) last.set(type, message);
  for (const listener of listeners.get(type) ?? []) listener(message);
}

export function serverNow() {
  return Date.now() + clockOffset;
}

// Asks for the next picture of a camera: the last one has been drawn. Says what this page has measured meanwhile.
export function next(camera, measured) {
  send({ next: camera, ...measured });
}

// Says whether pictures are looked at, and whether they are to be blurred on the server.
export function wish(change) {
  Object.assign(wishes, change);
  send(wishes);
}

function send(message) {
  if (socket !== null && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function become(newState) {
  if (newState === state) return;
  state = newState;
  since = Date.now();
  tell("connection", { state, since });
}

// 4 bytes with the length of the JSON, the JSON, the picture.
function pair(buffer) {
  const length = new DataView(buffer).getUint32(0);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  return { ...head, picture: new Blob([new Uint8Array(buffer, 4 + length)]) };
}

export function connect() {
  socket = new WebSocket((location.protocol === "https:" ? "wss://" : "ws://") + location.host + "/live");
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    wait = pause.first;
    become("connected");
    send(wishes);
  };
  socket.onmessage = (event) => {
    if (typeof event.data !== "string") {
      tell("pair", pair(event.data), false);
      return;
    }
    const message = JSON.parse(event.data);
    if (message.type === "live") {
      offsets.push(message.now_ms - Date.now());
      if (offsets.length > OFFSETS) offsets.shift();
      clockOffset = Math.max(...offsets);
    }
    tell(message.type === "kpis" ? message.topic : message.type, message);
  };
  socket.onclose = () => {
    become("disconnected");
    setTimeout(connect, wait);
    wait = Math.min(pause.most, wait * 2);
  };
}
