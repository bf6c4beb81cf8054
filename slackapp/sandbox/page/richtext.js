/** rich_text blocks: sections, lists, quotes and preformatted text, whose words carry no escapes. */

import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channelChip, groupChip, link, mention } from "./mrkdwn.js";
import { state } from "./store.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

function styled(node, style = {}) {
  return Object.keys(STYLES)
    .filter((name) => style[name])
    .reduce((inside, name) => el(STYLES[name], {}, inside), node);
}

const LEAVES = {
  text: (leaf) => leaf.text,
  link: (leaf) => link(leaf.url, leaf.text || leaf.url),
  user: (leaf) => mention(leaf.user_id),
  channel: (leaf) => channelChip(leaf.channel_id),
  usergroup: (leaf) => groupChip(leaf.usergroup_id),
  broadcast: (leaf) => broadcast(leaf.range),
  emoji: (leaf) => emoji(leaf.name),
  date: (leaf) =>
    leaf.fallback ??
    new Date(leaf.timestamp * 1000).toLocaleDateString("en-GB", { timeZone: state.me.tz }),
  color: (leaf) => leaf.value,
};

const leaves = (elements) =>
  elements.map((leaf) => styled(LEAVES[leaf.type]?.(leaf) ?? "", leaf.style));

const PARTS = {
  rich_text_section: (part) => el("div", { class: "lines" }, leaves(part.elements)),
  rich_text_quote: (part) => el("blockquote", {}, leaves(part.elements)),
  rich_text_preformatted: (part) => el("pre", {}, el("code", {}, leaves(part.elements))),
  rich_text_list: (part) =>
    el(
      part.style === "ordered" ? "ol" : "ul",
      { class: `indent-${Math.min(part.indent ?? 0, 4)}`, start: part.offset && part.offset + 1 },
      part.elements.map((item) => el("li", {}, leaves(item.elements))),
    ),
};

/** Draw the elements of a rich_text block. */
export function richText(elements) {
  return el("div", { class: "prose" }, elements.map((part) => PARTS[part.type]?.(part)));
}
