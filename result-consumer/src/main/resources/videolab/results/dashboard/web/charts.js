// The two kinds of chart: a sparkline, and faces over time.
import uPlot from "/vendor/uplot.js";

const SVG = "http://www.w3.org/2000/svg";

// The course of a figure, without axes: its shape is what counts. Gaps stay gaps.
export function sparkline(values, width = 120, height = 30) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("class", "sparkline");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("preserveAspectRatio", "none");
  const numbers = values.filter((value) => value !== null);
  if (numbers.length === 0) return svg;
  const least = Math.min(0, ...numbers);
  const most = Math.max(...numbers);
  const x = (index) => (values.length === 1 ? width : (index / (values.length - 1)) * width);
  const y = (value) => height - 3 - ((value - least) / (most - least || 1)) * (height - 6);
  let line = "";
  let area = "";
  let start = null;
  values.forEach((value, index) => {
    if (value === null) {
      if (start !== null) area += `L${x(index - 1)} ${height}L${start} ${height}Z`;
      start = null;
      return;
    }
    const point = `${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    line += (start === null ? "M" : "L") + point;
    area += (start === null ? `M${x(index)} ${height}L` : "L") + point;
    if (start === null) start = x(index);
  });
  if (start !== null) area += `L${width} ${height}Z`;
  for (const [name, path] of [["area", area], ["line", line]]) {
    const element = document.createElementNS(SVG, "path");
    element.setAttribute("class", name);
    element.setAttribute("d", path);
    svg.append(element);
  }
  return svg;
}

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// Faces a frame over the last fifteen minutes.
export function facesChart(container) {
  let plot = null;
  let data = [[], []];
  let drawnAs = "";

  function draw() {
    const width = container.clientWidth;
    const key = width + color("--ink-soft");
    if (width === 0) return;
    if (plot !== null && key === drawnAs) {
      plot.setData(data);
      return;
    }
    drawnAs = key;
    plot?.destroy();
    const axis = { stroke: color("--ink-soft"), grid: { stroke: color("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui" };
    plot = new uPlot(
      {
        width,
        height: 110,
        legend: { show: false },
        cursor: { show: false },
        padding: [8, 8, 0, 0],
        scales: { y: { range: (self, least, most) => [0, Math.max(2, Math.ceil(most))] } },
        axes: [
          { ...axis, grid: { show: false }, space: 70, size: 26, values: (self, ticks) => ticks.map((tick) => new Date(tick * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })) },
          { ...axis, size: 28, space: 28 },
        ],
        series: [{}, { stroke: color("--accent"), width: 2, fill: color("--accent-faint"), points: { show: false }, paths: uPlot.paths.stepped({ align: 1 }) }],
      },
      data,
      container,
    );
  }

  new ResizeObserver(draw).observe(container);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  return (chart) => {
    // A lab that has just started fills the chart: two minutes at least, fifteen at most.
    const known = chart.faces.findIndex((value) => value !== null);
    const first = Math.max(0, Math.min(known < 0 ? chart.faces.length : known, chart.faces.length - 12));
    const faces = chart.faces.slice(first);
    data = [faces.map((value, index) => chart.start_s + (first + index) * chart.step_s), faces];
    draw();
  };
}
