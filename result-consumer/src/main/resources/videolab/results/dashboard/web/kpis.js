// Figures with their course and their meaning, and tables by dimension: what Audience and CDN are made of.
import { h, setText, time, setAttribute } from "./dom.js";
import { NONE, ago, duration } from "./format.js";
import { sparkline } from "./charts.js";
import { serverNow } from "./socket.js";

let ids = 0;

// One figure: { name, column, format, also?, text, formula, source }.
class Figure {
  constructor(definition) {
    this.definition = definition;
    const id = "figure-" + ++ids;
    this.value = h("strong", {}, NONE);
    this.also = h("span", { class: "also" });
    this.course = h("div", { class: "course" });
    this.element = h(
      "div",
      { class: "figure card", tabindex: "0", role: "group", "aria-describedby": id, "aria-label": definition.name, "data-column": definition.column },
      h("span", { class: "name" }, definition.name),
      h("span", { class: "value" }, this.value, this.also),
      this.course,
      h(
        "div",
        { class: "tip", role: "tooltip", id },
        h("p", {}, definition.text),
        h("p", { class: "formula" }, definition.formula),
        h("p", { class: "source" }, definition.source),
      ),
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.element.blur();
    });
  }

  update(row, series) {
    setText(this.value, this.definition.format(row[this.definition.column]));
    setText(this.also, this.definition.also?.(row) ?? "");
    this.course.replaceChildren(sparkline(series[this.definition.column] ?? []));
  }
}

// Adds the rows of one table up by a dimension: counts are sums, ratios are sums divided, as docs/kpis.md says.
function grouped(rows, dimension) {
  const groups = new Map();
  for (const row of rows) {
    const name = typeof dimension === "function" ? dimension(row) : (row[dimension] ?? "unknown");
    const sum = groups.get(name) ?? { name, rows: 0 };
    sum.rows++;
    for (const [column, value] of Object.entries(row)) {
      if (typeof value === "number") sum[column] = (sum[column] ?? 0) + value;
    }
    sum.only = sum.rows === 1 ? row : null;
    groups.set(name, sum);
  }
  return [...groups.values()];
}

export function ratio(above, below) {
  return (row) => (row[below] > 0 ? row[above] / row[below] : null);
}

// tables: [{ name, table, dimension }], columns: [{ name, value(row), format, bar? }], mark(name) → badge or null.
class Tables {
  constructor(tables, columns, mark) {
    this.columns = columns;
    this.mark = mark;
    this.tables = tables;
    this.chosen = tables[0];
    this.sort = { column: columns[0], down: true };
    this.data = {};
    const group = "tables-" + ++ids;
    this.body = h("tbody");
    this.first = h("th", { scope: "col" }, this.chosen.name);
    this.heads = columns.map((column) =>
      h("th", { scope: "col", class: "number" }, h("button", { type: "button", class: "plain", onclick: () => this.sortBy(column) }, column.name)),
    );
    this.choices = tables.map((table) => {
      const input = h("input", { type: "radio", name: group, checked: table === this.chosen });
      input.addEventListener("change", () => this.choose(table));
      return h("label", { class: "choice" }, input, h("span", {}, table.name));
    });
    this.element = h(
      "section",
      { class: "card breakdown" },
      h("fieldset", { class: "choices" }, h("legend", {}, "By"), this.choices),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table" }, h("table", {}, h("thead", {}, h("tr", {}, this.first, this.heads)), this.body)),
    );
    this.sortBy(columns[0], true);
  }

  choose(table) {
    this.chosen = table;
    setText(this.first, table.name);
    this.draw();
  }

  sortBy(column, down = this.sort.column === column ? !this.sort.down : true) {
    this.sort = { column, down };
    this.heads.forEach((head, index) => {
      const sorted = this.columns[index] === column;
      if (sorted) setAttribute(head, "aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    this.draw();
  }

  update(data) {
    this.data = data;
    this.draw();
  }

  draw() {
    const rows = grouped(this.data[this.chosen.table] ?? [], this.chosen.dimension);
    const { column, down } = this.sort;
    const key = (row) => column.value(row) ?? -Infinity;
    rows.sort((a, b) => (down ? key(b) - key(a) : key(a) - key(b)) || (a.name < b.name ? -1 : 1));
    const most = Math.max(1e-9, ...rows.map((row) => this.columns[0].value(row) ?? 0));
    this.body.replaceChildren(
      ...rows.slice(0, 50).map((row) => {
        const badge = this.mark?.(row.name);
        const fill = h("span", { class: "fill" });
        fill.style.inlineSize = ((this.columns[0].value(row) ?? 0) / most) * 100 + "%";
        return h(
          "tr",
          { class: badge ? "own" : null },
          h("th", { scope: "row" }, h("span", { class: "cell" }, h("span", { class: "track" }, fill), h("span", { class: "text" }, this.chosen.label?.(row.name) ?? row.name, badge ? h("em", { class: "badge" }, badge) : null))),
          this.columns.map((each) => h("td", { class: "number" }, each.format(each.value(row)))),
        );
      }),
    );
    if (rows.length === 0) this.body.append(h("tr", {}, h("td", { colspan: String(this.columns.length + 1) }, "No row in this window")));
  }
}

export function kpiView({ figures, tables, columns, mark }) {
  const made = figures.map((definition) => new Figure(definition));
  const breakdown = new Tables(tables, columns, mark);
  const span = h("span", {});
  const age = h("span", { class: "age" });
  const small = h("span", { class: "badge", hidden: true, title: "Fewer than 25 sessions or log lines: do not compare" }, "small sample");
  let message = null;

  function tick() {
    if (message === null) return;
    const old = serverNow() - message.window_end_ms;
    const late = old > 3 * message.window_ms + message.latency_ms + 10_000;
    setText(age, `${ago(old)} old` + (late ? ", and no newer one has come" : ""));
    age.classList.toggle("late", late);
  }
  setInterval(tick, 1000);

  return {
    window: h("p", { class: "summary" }, span, age, small),
    figures: h("div", { class: "figures" }, made.map((figure) => figure.element)),
    tables: breakdown.element,
    redraw: () => breakdown.draw(),
    update(figuresMessage) {
      message = figuresMessage;
      span.replaceChildren("Window ", time(message.window_start_ms), "–", time(message.window_end_ms), ` (${duration(message.window_ms)}), `);
      const overall = message.overall ?? {};
      small.hidden = overall.small_sample !== true;
      for (const figure of made) figure.update(overall, message.series);
      breakdown.update(message.tables);
      tick();
    },
  };
}
