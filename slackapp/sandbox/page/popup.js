/** The list under the composer's text: a listbox that the text field steers (ARIA's combobox pattern). */

import { say } from "./announcer.js";
import { el } from "./dom.js";
import { avatar } from "./people.js";

/** Make the listbox for field; choose(option, start) is called with what somebody took. */
export class Popup {
  constructor(field, choose, prefix = "") {
    this.rowId = (index) => `${prefix}suggestion-${index}`;
    this.field = field;
    this.choose = choose;
    this.list = el("ul", { id: `${prefix}suggestions`, class: "suggestions", role: "listbox", "aria-label": "Suggestions" });
    this.close();
  }

  get isOpen() {
    return !this.list.hidden;
  }

  close() {
    this.offer = null;
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  show(offer) {
    this.offer = offer;
    this.list.replaceChildren(...offer.options.map((option, index) => this.row(option, index)));
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    this.mark(0);
  }

  row(option, index) {
    return el(
      "li",
      {
        id: this.rowId(index),
        role: "option",
        // The field keeps the keyboard, so that typing can go on.
        mousedown: (event) => event.preventDefault(),
        click: () => this.take(index),
      },
      option.person && avatar(option.person),
      el("strong", {}, option.name),
      el("span", { class: "detail" }, option.detail),
    );
  }

  mark(index) {
    this.index = (index + this.offer.options.length) % this.offer.options.length;
    [...this.list.children].forEach((row, at) => row.setAttribute("aria-selected", at === this.index));
    this.list.children[this.index].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", this.rowId(this.index));
  }

  take(index) {
    const { start, options } = this.offer;
    this.close();
    this.choose(options[index], start);
    say(`${options[index].name} chosen.`);
  }

  /** Let the list have a key; true when it took it. */
  handleKey(event) {
    if (!this.isOpen || event.shiftKey) return false;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) this.mark(this.index + moves[event.key]);
    else if (event.key === "Enter" || event.key === "Tab") this.take(this.index);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    return true;
  }
}
