/** A person's picture: initials on their colour, or the app's mark. */

import { el } from "./dom.js";
import { nameOf } from "./store.js";

const initialsOf = (person) =>
  (person.real_name || person.name)
    .split(/[\s._-]+/)
    .map((word) => [...word][0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();

/** Black or white, whichever reads better on the colour (WCAG relative luminance). */
function inkOn(color) {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}

export function avatar(person) {
  if (person?.is_app) return el("span", { class: "avatar mark", "aria-hidden": "true" });
  const picture = el("span", { class: "avatar", "aria-hidden": "true" }, person ? initialsOf(person) : "?");
  const color = `#${(person?.color ?? "").replace("#", "")}`;
  if (/^#[0-9a-f]{6}$/i.test(color)) {
    picture.style.setProperty("--color", color);
    picture.style.setProperty("--ink", inkOn(color));
  }
  return picture;
}

/** What stands behind a person's name: an app, a bot, a guest, somebody who has left. */
export function badge(person) {
  if (!person) return null;
  const kinds = [
    [person.is_app || person.is_bot, "App"],
    [person.deleted, "Deactivated"],
    [person.stranger, "Other company"],
  ];
  const kind = kinds.find(([applies]) => applies);
  return kind ? el("span", { class: "badge-kind" }, kind[1]) : null;
}

export const nameAndTitle = (person) =>
  person.title ? `${nameOf(person)} · ${person.title}` : nameOf(person);
