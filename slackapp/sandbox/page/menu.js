/** One menu for the whole page: a button opens it, arrows move in it, Escape goes back to the button. */

import { el } from "./dom.js";

const menu = el("div", { id: "menu", class: "menu", role: "menu", popover: "auto" });
document.body.append(menu);

let opener = null;

const entries = () => [...menu.querySelectorAll("[role=menuitem]")];

menu.addEventListener("keydown", (event) => {
  const all = entries();
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Tab") return menu.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  all.at(to % all.length)?.focus();
});

menu.addEventListener("toggle", (event) => {
  if (event.newState === "open") return;
  opener?.setAttribute("aria-expanded", "false");
  // Where the button was drawn anew meanwhile, its successor has the keyboard already.
  if (menu.contains(document.activeElement) || document.activeElement === document.body) opener?.focus();
});

function entry({ label, name, detail, danger, run }) {
  const choose = () => {
    menu.hidePopover();
    run();
  };
  const look = { class: danger ? "menu-item danger" : "menu-item", type: "button", role: "menuitem", tabindex: -1 };
  return el("button", { ...look, "aria-label": name, click: choose }, el("span", {}, label), detail && el("span", { class: "note" }, detail));
}

function section({ heading, grid, items }) {
  return el(
    "div",
    { role: "group", "aria-label": heading, class: grid ? "menu-grid" : "menu-section" },
    heading && el("p", { class: "menu-heading", "aria-hidden": "true" }, heading),
    items.map(entry),
  );
}

/** Put the menu below its button, or above where there is no room. */
function place(button) {
  const { left, right, top, bottom } = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const across = Math.min(Math.max(8, right - width), innerWidth - width - 8);
  menu.style.left = `${left < innerWidth / 2 ? Math.min(Math.max(8, left), innerWidth - width - 8) : across}px`;
  const fits = bottom + height + 8 < innerHeight;
  menu.style.top = `${Math.max(8, fits ? bottom + 4 : top - height - 4)}px`;
}

/** Open the menu at a button with these sections of {heading, grid, items: [{label, detail, run}]}. */
export function openMenu(button, label, sections) {
  menu.setAttribute("aria-label", label);
  menu.replaceChildren(...sections.filter(({ items }) => items.length).map(section));
  opener = button;
  menu.showPopover();
  button.setAttribute("aria-expanded", "true");
  place(button);
  entries()[0]?.focus();
}

/** A button that opens a menu; sections() is asked when it does. */
export function menuButton(attributes, label, sections, ...children) {
  return el(
    "button",
    {
      type: "button",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": label,
      ...attributes,
      click: (event) => openMenu(event.currentTarget, label, sections()),
    },
    children,
  );
}
