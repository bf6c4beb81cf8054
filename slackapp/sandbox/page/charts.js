/**
 * Charts of Slack's data_visualization block, as SVG. What belongs together has a colour, and a
 * pattern or a mark besides; the same figures stand in a table for screen readers.
 */

import { el } from "./dom.js";
import { plain } from "./mrkdwn.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 250;
/** Room for the numbers on the left, and above the plot. */
const LEFT = 44;
const TOP = 12;
const LINE = 14;
/** About the width of a letter. */
const LETTER = 6.4;

/** What is drawn over the colour of each series, in a tile of 8 by 8; dashes and marks of lines. */
const HATCHES = ["", "M0 8L8 0", "M0 4H8", "M4 0V8", "M0 0L8 8M0 8L8 0", "M2 4h4M4 2v4"];
const DASHES = ["", "7 4", "2 4", "10 4 2 4", "4 2", "12 5"];
const MARKS = [
  "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
  "M-4-4H4V4H-4z",
  "M0-5L5 4H-5z",
  "M0-5L5 0L0 5L-5 0z",
  "M0 5L5-4H-5z",
  "M-5-1.5h3.5v-3.5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5z",
];

let made = 0;

function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat(Infinity).filter(Boolean));
  return node;
}

const text = (x, y, words, more = {}) => svg("text", { x, y, ...more }, words);

/** Fills for so many series, each with the id that it is used by. */
function fills(count) {
  const chart = (made += 1);
  const names = Array.from({ length: count }, (_, series) => `chart-${chart}-${series}`);
  const patterns = names.map((id, series) =>
    svg(
      "pattern",
      { id, class: `series-${series}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
      svg("rect", { width: 8, height: 8, fill: "currentColor" }),
      HATCHES[series] && svg("path", { d: HATCHES[series], class: "hatch" }),
    ),
  );
  return { defs: svg("defs", {}, patterns), of: (series) => `url(#${names[series]})` };
}

/** Round numbers from below the least to above the greatest value, zero among them. */
function ticksOf(values) {
  const [least, greatest] = [Math.min(0, ...values), Math.max(0, ...values)];
  const raw = (greatest - least || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const whole = values.every(Number.isInteger);
  const step = Math.max([1, 2, 5, 10].find((one) => one * power >= raw) * power, whole ? 1 : 0);
  const first = Math.floor(least / step);
  const last = Math.max(Math.ceil(greatest / step), first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** A label in as few lines as fit into that width; null where a word is too long for it. */
function wrap(label, width) {
  const lines = [];
  for (const word of label.split(" ")) {
    if (word.length * LETTER > width) return null;
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && longer.length * LETTER <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.length > 3 ? null : lines;
}

/** Labels below the plot: level where they fit, else aslant; and the room that they take. */
function labelsOf(categories, slot) {
  const wrapped = categories.map((label) => wrap(label, slot - 6));
  if (!wrapped.includes(null)) {
    const draw = (index, x, y) =>
      wrapped[index].map((line, row) => text(x, y + LINE * (row + 1), line, { "text-anchor": "middle" }));
    return { draw, room: LINE * Math.max(...wrapped.map((lines) => lines.length)) + 8 };
  }
  const longest = Math.max(...categories.map((label) => label.length));
  // Where they would run into each other, some are left out; the table has all of them.
  const every = Math.ceil(LINE / slot);
  const draw = (index, x, y) =>
    index % every === 0 &&
    text(x + 4, y + LINE, categories[index], { "text-anchor": "end", transform: `rotate(-40 ${x + 4} ${y + LINE})` });
  return { draw, room: longest * LETTER * 0.64 + 16 };
}

/** A plot with axes; draw(place) adds what is plotted, given x of a category and y of a value. */
function plot(chart, width, draw) {
  const { categories, x_label: xLabel, y_label: yLabel } = chart.axis_config;
  const values = chart.series.map((series) => categories.map((name) => series.data.find((one) => one.label === name)?.value ?? 0));
  const ticks = ticksOf(values.flat());
  const slot = (width - LEFT - 8) / categories.length;
  const labels = labelsOf(categories.map((one) => plain(one)), slot);
  const top = TOP + (yLabel ? LINE + 4 : 0);
  const bottom = HEIGHT;
  const height = bottom + labels.room + (xLabel ? LINE + 4 : 0);
  const [low, high] = [ticks[0], ticks.at(-1)];
  const y = (value) => bottom - ((value - low) / (high - low)) * (bottom - top);
  const x = (index) => LEFT + slot * (index + 0.5);
  const grid = ticks.map((tick) => [
    svg("line", { x1: LEFT, x2: width - 8, y1: y(tick), y2: y(tick), class: tick === 0 ? "axis" : "grid" }),
    text(LEFT - 8, y(tick) + 4, tick.toLocaleString("en"), { "text-anchor": "end" }),
  ]);
  return {
    height,
    parts: [
      grid,
      draw({ values, x, y, slot }),
      categories.map((_, index) => labels.draw(index, x(index), bottom)),
      yLabel && text(2, TOP, plain(yLabel)),
      xLabel && text(LEFT + (width - LEFT - 8) / 2, height - 4, plain(xLabel), { "text-anchor": "middle" }),
    ],
  };
}

const bars = (fill) => ({ values, x, y, slot }) => {
  const gap = Math.min(slot * 0.12, 12);
  const wide = (slot - 2 * gap) / values.length;
  return values.map((row, series) =>
    row.map((value, index) => {
      const [from, to] = [Math.min(y(value), y(0)), Math.max(y(value), y(0))];
      const left = x(index) - slot / 2 + gap + wide * series;
      return svg("rect", { x: left + 1, y: from, width: Math.max(wide - 2, 1), height: to - from, fill: fill.of(series) });
    }),
  );
};

const lines = (fill, isArea) => ({ values, x, y }) =>
  values.map((row, series) => {
    const points = row.map((value, index) => `${x(index)} ${y(value)}`);
    const area = `M${x(0)} ${y(0)}L${points.join("L")}L${x(row.length - 1)} ${y(0)}z`;
    return svg(
      "g",
      { class: `series-${series}` },
      isArea && svg("path", { d: area, fill: fill.of(series), class: "area" }),
      svg("path", { d: `M${points.join("L")}`, class: "line", "stroke-dasharray": DASHES[series] }),
      points.map((point) => svg("path", { d: MARKS[series], transform: `translate(${point})`, fill: "currentColor" })),
    );
  });

function pie(segments, fill) {
  const whole = segments.reduce((sum, one) => sum + one.value, 0);
  const [centre, radius] = [110, 100];
  if (segments.length === 1) return svg("circle", { cx: centre, cy: centre, r: radius, fill: fill.of(0) });
  const at = (share) => {
    const angle = 2 * Math.PI * share - Math.PI / 2;
    return `${centre + radius * Math.cos(angle)} ${centre + radius * Math.sin(angle)}`;
  };
  let before = 0;
  return segments.map(({ value }, index) => {
    const after = before + value / whole;
    const isMost = after - before > 0.5 ? 1 : 0;
    const d = `M${centre} ${centre}L${at(before)}A${radius} ${radius} 0 ${isMost} 1 ${at(after)}z`;
    before = after;
    return svg("path", { d, fill: fill.of(index), class: "segment" });
  });
}

function legend(kind, names, fill) {
  const swatch = (series) =>
    kind === "line"
      ? [
          svg("path", { d: "M0 7H28", class: "line", "stroke-dasharray": DASHES[series] }),
          svg("path", { d: MARKS[series], transform: "translate(14 7)", fill: "currentColor" }),
        ]
      : svg("rect", { x: 4, width: 20, height: 14, fill: fill.of(series) });
  return el(
    "ul",
    { class: "legend", "aria-hidden": "true" },
    names.map((name, series) =>
      el("li", {}, svg("svg", { viewBox: "0 0 28 14", class: `swatch series-${series}` }, swatch(series)), name),
    ),
  );
}

/** The figures in a table: a row for each series, or for each segment of a pie. */
function figures(title, heads, rows) {
  const head = (name) => el("th", { scope: "col" }, name);
  const row = ([name, ...values]) =>
    el("tr", {}, el("th", { scope: "row" }, name), values.map((value) => el("td", {}, value.toLocaleString("en"))));
  return el(
    "div",
    { class: "visually-hidden" },
    el(
      "table",
      {},
      el("caption", {}, title),
      el("thead", {}, el("tr", {}, el("td"), heads.map(head))),
      el("tbody", {}, rows.map(row)),
    ),
  );
}

function drawn(chart, width) {
  if (chart.type === "pie") {
    const fill = fills(chart.segments.length);
    const whole = chart.segments.reduce((sum, one) => sum + one.value, 0);
    const names = chart.segments.map((one) => `${plain(one.label)}: ${one.value} (${Math.round((100 * one.value) / whole)} %)`);
    return {
      box: [220, 220],
      parts: [fill.defs, pie(chart.segments, fill)],
      legend: legend("pie", names, fill),
      table: [["Value"], chart.segments.map((one) => [plain(one.label), one.value])],
    };
  }
  const fill = fills(chart.series.length);
  const draw = chart.type === "bar" ? bars(fill) : lines(fill, chart.type === "area");
  const { height, parts } = plot(chart, width, draw);
  const names = chart.series.map((series) => plain(series.name));
  const { categories } = chart.axis_config;
  const rows = chart.series.map((series, index) => [
    names[index],
    ...categories.map((name) => series.data.find((one) => one.label === name)?.value ?? 0),
  ]);
  return {
    box: [width, height],
    parts: [fill.defs, ...parts],
    legend: legend(chart.type, names, fill),
    table: [categories.map((one) => plain(one)), rows],
  };
}

/** Draw a data_visualization block. */
export function drawChart(block) {
  const title = plain(block.title);
  const isNarrow = window.matchMedia("(max-width: 600px)").matches;
  const { box, parts, legend: key, table } = drawn(block.chart, isNarrow ? 320 : 560);
  const [width, height] = box;
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": title },
    parts,
  );
  return el(
    "figure",
    { class: "block chart" },
    el("figcaption", {}, title),
    picture,
    key,
    figures(title, ...table),
  );
}
