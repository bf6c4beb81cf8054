/** Building elements. Data enters as text or as an attribute's value, never as markup. */

/** Make an element; attributes that are false or missing are left out, functions become listeners. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  add(node, children);
  return node;
}

/** Append children (strings, nodes, nested lists), leaving out what is missing. */
export function add(node, children) {
  node.append(...[children].flat(Infinity).filter((child) => child || child === 0));
  return node;
}

export const hidden = (text) => el("span", { class: "visually-hidden" }, text);

const ICONS = {
  lock: "M5 7V5a3 3 0 0 1 6 0v2h1v7H4V7zm1.5 0h3V5a1.5 1.5 0 0 0-3 0z",
  send: "M2 2.5 14.5 8 2 13.5 3.5 9 9 8 3.5 7z",
  close: "m4 5 1-1 3 3 3-3 1 1-3 3 3 3-1 1-3-3-3 3-1-1 3-3z",
  more: "M3 6.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3m5 0a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3m5 0a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3",
  bolt: "M9 1 3 9h4l-1 6 7-9H8.500z",
  bin: "M6 2h4l.5 1H14v1.500H2V3h3.500zM3 5.500h10L12.300 14H3.700z",
  scenes: "M2 3h12v1.500H2zm0 4h8v1.500H2zm0 4h5v1.500H2zm9.500-1.500L14 12l-2.500 2.500-1-1L12 12l-1.500-1.500z",
  "to-slack": "M3 7.200h6.500L7 4.700l1-1L12.300 8 8 12.300l-1-1 2.500-2.500H3z",
  "to-app": "M13 7.200H6.500L9 4.700l-1-1L3.700 8 8 12.300l1-1-2.500-2.500H13z",
  back: "M10 3 11 4 7 8l4 4-1 1-5-5z",
  done: "m2.500 8.500 1-1 3 3 6.500-7 1 1-7.500 8z",
  fold: "m3 10 5-5 5 5-1 1-4-4-4 4z",
  unfold: "m3 6 5 5 5-5-1-1-4 4-4-4z",
  people: "M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M1 13c0-3 2-4.5 5-4.5s5 1.5 5 4.5zm10-5.5a2 2 0 1 0-1-3.8c.6 1 .6 2.5-.2 3.5zM12.3 13H15c0-2.700-1.5-4-3.700-4 .7 1 1 2.300 1 4",
};

/** One of the page's few icons; decoration only, so it has no name of its own. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/**
 * Make container hold exactly these {key, content, build}, rebuilding only what has changed. An item
 * with a `change` has it called with its node each time, for what may change in place.
 */
export function reconcile(container, items) {
  const staying = new Set(items.map(({ key }) => key));
  // First, so that none of those that stay has to be moved: whatever is moved loses its press.
  for (const node of [...container.children]) if (!staying.has(node.dataset.key)) node.remove();
  const old = new Map([...container.children].map((node) => [node.dataset.key, node]));
  let previous = null;
  for (const { key, content, build, change } of items) {
    const signature = JSON.stringify(content);
    const known = old.get(key);
    const node = known?.dataset.signature === signature ? known : build();
    node.dataset.key = key;
    node.dataset.signature = signature;
    change?.(node);
    if (known && known !== node) replaceKeepingFocus(known, node);
    const next = previous ? previous.nextSibling : container.firstChild;
    if (next !== node) container.insertBefore(node, next);
    previous = node;
  }
}

/** Say of a link whether it leads to what is shown. */
export function markCurrent(link, isCurrent) {
  if (isCurrent) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
}

/** A message that changes under somebody's hands keeps the keyboard where it was. */
function replaceKeepingFocus(known, node) {
  const focused = known.contains(document.activeElement) ? document.activeElement : null;
  known.replaceWith(node);
  if (!focused) return;
  const action = focused.dataset.action;
  const same = [...node.querySelectorAll("[data-action]")].find((n) => n.dataset.action === action);
  if (!same) node.tabIndex = -1;
  (same ?? node).focus({ preventScroll: true });
}
