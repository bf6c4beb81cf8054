/** Slack's own markup, drawn as elements: bold, code, quotes, links, mentions, emoji. */

import { add, el } from "./dom.js";
import { date } from "./dates.js";
import { emoji, withEmoji } from "./emoji.js";
import { address, findConversation, nameOf, state } from "./store.js";

export const unescape = (text) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export const escape = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A plain_text object: no markup, but Slack decodes its three entities and short names in it. */
export const plain = (text) => withEmoji(unescape(text ?? ""));

/** A person's name as a chip; one's own stands out. */
export function mention(id, label) {
  const person = state.people.get(id);
  const name = person ? nameOf(person) : label || id;
  const mine = id === state.me?.id;
  return el("span", { class: mine ? "chip mine" : "chip", title: person?.real_name }, `@${name}`);
}

export function channelChip(id, label) {
  const channel = findConversation(id);
  const name = `#${channel?.name || label || "private channel"}`;
  if (!channel) return el("span", { class: "chip" }, name);
  return el("a", { class: "chip", href: `#as=${state.me.id}&in=${id}` }, name);
}

/** A user group; one that oneself is in stands out. */
export function groupChip(id, label = "") {
  const group = state.groups.get(id);
  const mine = group?.member_ids.includes(state.me?.id);
  const name = group?.handle ?? (label.replace(/^@/, "") || "group");
  return el("span", { class: mine ? "chip mine" : "chip", title: group?.name }, `@${name}`);
}

export const broadcast = (name) => el("span", { class: "chip mine" }, `@${name}`);

/** Where in this page a message of this workspace is that a link leads to; null for any other link. */
function placeOf(url) {
  const [, domain, channel, seconds, rest, thread] =
    /^https:\/\/([\w-]+)\.slack\.com\/archives\/(\w+)\/p(\d+)(\d{6})(?:\?thread_ts=([\d.]+).*)?$/.exec(url) ?? [];
  if (domain !== state.workspace.domain || !findConversation(channel)) return null;
  return address(state.me.id, channel, { thread, at: `${seconds}.${rest}` });
}

/** A link when its scheme is harmless, else just its words. */
export function link(url, ...label) {
  const words = label.length ? label : [url];
  const place = placeOf(url);
  if (place) return el("a", { href: place }, words);
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return el("span", {}, words);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words);
}

const styled = (mark) => `(?<![\\p{L}\\p{N}${mark}])${mark}(?=\\S)([^${mark}\\n]*?\\S)${mark}(?![\\p{L}\\p{N}${mark}])`;

const INLINE = new RegExp(
  ["<([^<>]+)>", "`([^`\\n]+)`", styled("\\*"), styled("_"), styled("~"), ":([a-z0-9_+-]+):"].join("|"),
  "gu",
);

/** What stands between angle brackets: a person, a channel, a broadcast, a date, a link. */
function reference(inside) {
  const [target, ...rest] = inside.split("|");
  const label = unescape(rest.join("|"));
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channelChip(target.slice(1), label);
  if (target.startsWith("!subteam^")) return groupChip(target.slice("!subteam^".length), label);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!")) return broadcast(target.slice(1));
  const url = unescape(target);
  return label ? link(url, withEmoji(label)) : link(url);
}

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, inside, code, bold, italic, strike, short] = found;
    if (found.index > end) nodes.push(unescape(text.slice(end, found.index)));
    end = found.index + whole.length;
    if (inside) nodes.push(reference(inside));
    else if (code) nodes.push(el("code", {}, unescape(code)));
    else if (bold) nodes.push(el("strong", {}, inline(bold)));
    else if (italic) nodes.push(el("em", {}, inline(italic)));
    else if (strike) nodes.push(el("s", {}, inline(strike)));
    else nodes.push(emoji(short));
  }
  if (end < text.length) nodes.push(unescape(text.slice(end)));
  return nodes;
}

const QUOTE = /^(?:&gt;|>) ?/;

/** Lines that follow each other and are all quotes, or all not, belong together. */
function paragraphs(text) {
  const groups = [];
  for (const line of text.split("\n")) {
    const quoted = QUOTE.test(line);
    const last = groups.at(-1);
    const words = quoted ? line.replace(QUOTE, "") : line;
    if (last?.quoted === quoted) last.lines.push(words);
    else groups.push({ quoted, lines: [words] });
  }
  return groups.map(({ quoted, lines }) =>
    quoted
      ? el("blockquote", {}, inline(lines.join("\n")))
      : el("span", { class: "lines" }, inline(lines.join("\n"))),
  );
}

/** Draw a text in Slack's markup. */
export function mrkdwn(text) {
  const parts = (text ?? "").split(/\n?```\n?([\s\S]*?)\n?```\n?/);
  return add(
    el("div", { class: "prose" }),
    parts.map((part, index) => {
      if (index % 2) return el("pre", {}, el("code", {}, unescape(part)));
      return part ? paragraphs(part) : null;
    }),
  );
}
