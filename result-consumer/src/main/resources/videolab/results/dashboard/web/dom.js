// Builds elements. Text goes in as text, never as HTML: camera ids and labels come from strangers.

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

// Changes the text only where it differs, so that a screen reader and a selection are left alone.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

// A button that is on or off.
export function toggle(label, on, change) {
  const button = h("button", { type: "button", class: "toggle", "aria-pressed": String(on) }, label);
  button.addEventListener("click", () => {
    const now = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(now));
    change(now);
  });
  return button;
}

export function time(ms, withDate = false) {
  const date = new Date(ms);
  const text = withDate ? date.toLocaleString() : date.toLocaleTimeString();
  return h("time", { datetime: date.toISOString(), title: date.toISOString() + " (UTC)" }, text);
}

// A state without data: what is missing, and how to get it.
export function empty(title, text, commands = []) {
  return h(
    "section",
    { class: "empty" },
    h("h2", {}, title),
    h("p", {}, text),
    commands.map((command) => h("pre", { tabindex: "0", "aria-label": "Command" }, h("code", {}, command))),
  );
}
