/** The markdown block: the everyday part of Markdown, drawn as elements. */

import { add, el } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { link, unescape } from "./mrkdwn.js";

const INLINE =
  /`([^`\n]+)`|\[([^\]\n]+)\]\(([^)\s]+)\)|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|\*(\S(?:[^*\n]*\S)?)\*|(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)/g;

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, code, label, url, bold, bold2, strike, italic, italic2] = found;
    if (found.index > end) nodes.push(withEmoji(unescape(text.slice(end, found.index))));
    end = found.index + whole.length;
    if (code) nodes.push(el("code", {}, unescape(code)));
    else if (label) nodes.push(link(unescape(url), ...inline(label)));
    else if (bold ?? bold2) nodes.push(el("strong", {}, inline(bold ?? bold2)));
    else if (strike) nodes.push(el("s", {}, inline(strike)));
    else nodes.push(el("em", {}, inline(italic ?? italic2)));
  }
  if (end < text.length) nodes.push(withEmoji(unescape(text.slice(end))));
  return nodes;
}

const cells = (line) => line.replace(/^\s*\||\|\s*$/g, "").split("|").map((cell) => cell.trim());

function table(lines) {
  const [head, , ...body] = lines.map(cells);
  const row = (tag, values) => el("tr", {}, values.map((value) => el(tag, {}, inline(value))));
  return el(
    "div",
    { class: "table", tabindex: "0", role: "group", "aria-label": "Table" },
    el("table", {}, el("thead", {}, row("th", head)), el("tbody", {}, body.map((r) => row("td", r)))),
  );
}

/** The kinds of paragraph: what their lines look like, and how a run of them is drawn. */
const KINDS = [
  [/^#{1,6} /, (lines) => lines.map((line) => el("h4", {}, inline(line.replace(/^#+ /, ""))))],
  [/^(-{3,}|\*{3,})$/, () => el("hr")],
  [/^> ?/, (lines) => el("blockquote", {}, inline(lines.map((l) => l.replace(/^> ?/, "")).join("\n")))],
  [/^\s*[-*+] /, (lines) => el("ul", {}, items(lines, /^\s*[-*+] /))],
  [/^\s*\d+[.)] /, (lines) => el("ol", {}, items(lines, /^\s*\d+[.)] /))],
  [/^\s*\|.*\|\s*$/, table],
];

const items = (lines, mark) => lines.map((line) => el("li", {}, inline(line.replace(mark, ""))));

const kindOf = (line) => KINDS.find(([pattern]) => pattern.test(line));

function paragraphs(text) {
  const groups = [];
  for (const line of text.split("\n")) {
    const kind = kindOf(line);
    const last = groups.at(-1);
    if (!line.trim()) groups.push({ blank: true });
    else if (last && !last.blank && last.kind === kind) last.lines.push(line);
    else groups.push({ kind, lines: [line] });
  }
  return groups
    .filter((group) => !group.blank)
    .map(({ kind, lines }) => (kind ? kind[1](lines) : el("p", {}, inline(lines.join("\n")))));
}

/** Draw a text in Markdown. */
export function markdown(text) {
  const parts = (text ?? "").split(/^```.*\n([\s\S]*?)^```\s*$/m);
  return add(
    el("div", { class: "prose markdown" }),
    parts.map((part, index) => (index % 2 ? el("pre", {}, el("code", {}, part)) : paragraphs(part))),
  );
}
