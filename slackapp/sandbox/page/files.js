/** The files that a message shares: name, size, and the way to have them. */

import { el } from "./dom.js";
import { state } from "./store.js";

const UNITS = ["bytes", "kB", "MB"];

function sizeOf(bytes) {
  const step = bytes < 1000 ? 0 : bytes < 1e6 ? 1 : 2;
  const size = bytes / 1000 ** step;
  return `${size.toLocaleString("en", { maximumFractionDigits: step && size < 10 ? 1 : 0 })} ${UNITS[step]}`;
}

function card(file) {
  const address = `/sandbox/api/conversations/${state.current.id}/files/${file.id}?as=${state.me.id}`;
  return el(
    "li",
    { class: "file" },
    el("a", { href: address, download: file.name }, file.title),
    el("span", { class: "note" }, `${file.name} · ${sizeOf(file.size)}`),
  );
}

/** Cards of a message's files; nothing where it has none. */
export function drawFiles(message) {
  if (!message.files?.length) return false;
  return el("ul", { class: "files", "aria-label": "Files" }, message.files.map(card));
}
